import { splitQuestions } from './src/pipeline/split-questions.ts'
const rep=(s:string,n:number)=>s.repeat(Math.ceil(n/s.length)).slice(0,n)
for(const n of [16,18,20,22,24,26]){let t=performance.now();splitQuestions('buen '.repeat(n)+'x');console.log('buen x',n,(performance.now()-t).toFixed(1))}
const N=10000
const cases:Record<string,string>={buenx:rep('buenas',N-1)+'x', spacemid:'qual e'+rep(' ',N-8)+'x', lead:rep(' ',N-1)+'x', leadq:rep('¿',N-1)+'x', comma:'oi'+rep(',',N-3)+'x', qq:rep('qual e qual ',N), many:rep('qual o preço? ',N), tail: 'qual o'+rep('\t',N-10)+'x?', ws2: rep('a'+' '.repeat(500),N), plsx:rep('pls',N-1)+'x',oiioii:rep('oii',N-1)+'x',spq:'x'+rep(' ',N-2)+'?', sp:'qual x'+rep(' ',N-20)+'e qual', nlx:'x'+rep('\n',N-2)+'x', dotsp:rep('.      ',N), leadsp:'?'+rep(' ',N-2)+'x', comma2:rep(', ',N)+'qual',
howarealt:'how are you doing '.repeat(20)+'x', canyou:'can you help me '.repeat(30)+'x', pode:'pode me ajudar '.repeat(30)+'x', puede:'me puede ayudarme '.repeat(30)+'x'}
for(const [k,v] of Object.entries(cases)){let t=performance.now();splitQuestions(v);console.log(k,(performance.now()-t).toFixed(1))}
