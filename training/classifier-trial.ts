import { makeClassTable } from '../src/inference/embedded/find-classes.ts'
import { MODEL_LABELS, type ModelLabel } from '../src/inference/text-classifier.ts'
import { labelledRows, readClassifierData, truthOf } from './classifier-data.ts'
import { buildMatrix, type FamilyScales } from './classifier-matrix.ts'
import { auc } from './measure-scores.ts'
import { fitLabel, scoreRow, type FitOptions } from './fit-label.ts'
import { fitNet, scoreNet } from './fit-net.ts'
const env=(k:string,d:string)=>process.env[k]??d
const d = readClassifierData(process.argv[2]!, 'training/data')
const m = buildMatrix(makeClassTable(d.terms), d.rows.map(r=>r.text), +env('BITS','19'), env('SCALES','1,1,0.7,0.3').split(',').map(Number) as unknown as FamilyScales)
const opt: FitOptions = { epochs: +env('EPOCHS','5'), rate: +env('RATE','0.1'), decay: +env('DECAY','1e-5'), seed: 1, dropout: +env('DROP','0.3') }
const exs = MODEL_LABELS.map(label=>{ const tr=labelledRows(d,'train',label); return { rows: Uint32Array.from(tr), targets: Float32Array.from(tr,i=>d.rows[i]!.targets[label]!.value), weights: Float32Array.from(tr,i=>d.rows[i]!.targets[label]!.weight)} })
const report=(name:string,label:ModelLabel,score:(i:number)=>number)=>{ const va=labelledRows(d,'validation',label).filter(i=>truthOf(d.rows[i]!,label)!==null); const sc=new Map(va.map(i=>[i,score(i)])); const out:string[]=[]
 const ev=(n:string,k:(r:typeof d.rows[0])=>boolean)=>{const at=va.filter(i=>k(d.rows[i]!)); const y=at.map(i=>truthOf(d.rows[i]!,label) as number); const p=y.reduce<number>((a,b)=>a+b,0); if(p>3&&p<y.length-3) out.push(`${n} ${auc(at.map(i=>sc.get(i)!),y).toFixed(4)} (${p}/${y.length})`)}
 const group=(r:typeof d.rows[0])=>/^own_(spam|every|int)/.test(r.set)?'shop':r.set
 for (const s of new Set(va.map(i=>group(d.rows[i]!)))) {ev(s,r=>group(r)===s); if(s==='shop'||s==='own_hate') for(const l of ['pt','es','en']) ev(s+'.'+l,r=>group(r)===s&&r.language===l)}
 ev('ALL',()=>true); console.log(name,label,out.join(' | ')) }
const labels=env('LABELS','spam,hate').split(',') as ModelLabel[]
const lin: Record<string,(i:number)=>number>={}
if(env('LIN','1')==='1') for (const label of labels) { const t=Date.now(); const model=fitLabel(m,exs[MODEL_LABELS.indexOf(label)]!,opt); lin[label]=i=>scoreRow(m,i,model.weights,model.bias); report('lin '+((Date.now()-t)/1000).toFixed(0)+'s',label,lin[label]) }
if(env('NET','1')==='1'){ const t=Date.now(); const net=fitNet(m,exs,{width:+env('WIDTH','12'),epochs:+env('NEPOCHS','4'),rate:+env('NRATE','0.1'),dropout:+env('NDROP','0.3'),seed:3}); const memo=new Map<number,Float64Array>(); const sc=(i:number)=>{let x=memo.get(i); if(!x)memo.set(i,x=scoreNet(m,i,net,5)); return x}
 console.log('net',(Date.now()-t)/1000); for(const label of labels){const k=MODEL_LABELS.indexOf(label); report('net',label,i=>sc(i)[k]!); if(lin[label]) report('sum',label,i=>sc(i)[k]!+lin[label]!(i))} }
