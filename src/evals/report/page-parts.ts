/** The page's own style: light and dark by what the reader's system asks for, tables that become cards on a phone. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fbfaf8;--card:#fff;--ink:#20242a;--soft:#5d6672;--faint:#dcdfe3;--one:#2f62c9;--two:#c2571a;--three:#1b8a5a;--four:#8a3fb0;--good:#136c43;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--paper:#15181c;--card:#1d2126;--ink:#e8eaed;--soft:#a3acb8;--faint:#3a4048;--one:#85abff;--two:#f2a06a;--three:#63c99a;--four:#cf9bea;--good:#6fd3a2;--bad:#ff9089}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
header,main{max-width:1080px;margin:0 auto;padding:0 20px}
header{padding-top:32px}
h1{font-size:26px;margin:0}
h2{font-size:19px;margin:44px 0 10px}
h4{font-size:12px;margin:0 0 4px;color:var(--soft);font-weight:600}
p{margin:6px 0}
.quiet,small,caption{color:var(--soft)}
small{font-size:12px}
code{font:13px ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.better{color:var(--good)}.worse{color:var(--bad)}
.figures{display:flex;flex-wrap:wrap;gap:10px;margin:18px 0 0}
.figure{background:var(--card);border:1px solid var(--faint);border-radius:10px;padding:10px 16px;min-width:120px}
.figure b{display:block;font-size:21px;font-variant-numeric:tabular-nums}
.figure span{color:var(--soft);font-size:13px}
.figure.good b{color:var(--good)}.figure.bad b{color:var(--bad)}
.failed-gates ul{padding-left:18px}
.failed-gates li{margin:4px 0}
.wide{overflow-x:auto;margin:14px 0 26px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:0 0 6px}
caption b{color:var(--ink);font-size:16px;margin-right:6px}
th,td{text-align:left;padding:6px 10px;border-top:1px solid var(--faint);vertical-align:baseline}
thead th{color:var(--soft);font-weight:600;font-size:13px;border-top:0}
tbody th{font-weight:400;width:38%}
.numbers td{white-space:nowrap;width:15.5%}
.numbers td small{display:block;line-height:1.2}
.numbers td span{margin-left:4px;font-size:12px}
.numbers td i{font-style:normal;opacity:.75}
.none{color:var(--soft)}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:18px}
.grid.pairs{grid-template-columns:repeat(auto-fill,minmax(min(420px,100%),1fr))}
figure{margin:0;background:var(--card);border:1px solid var(--faint);border-radius:10px;padding:14px}
figcaption{font-weight:600;margin-bottom:8px}
figure svg{width:100%;height:auto;display:block}
.confusion{background:var(--card);border:1px solid var(--faint);border-radius:10px;border-collapse:separate;border-spacing:3px;padding:8px;font-size:13px}
.confusion caption{font-weight:600;color:var(--ink)}
.confusion th,.confusion td{border:0;padding:5px 7px;width:auto;white-space:nowrap}
.confusion thead th:not(:first-child){text-align:center}
.confusion td{text-align:center;border-radius:5px}
.confusion .right{background:color-mix(in srgb,var(--three) calc(var(--share)*60%),transparent)}
.confusion .wrong{background:color-mix(in srgb,var(--bad) calc(var(--share)*60%),transparent)}
.filters{display:flex;flex-wrap:wrap;gap:10px 14px;align-items:end;margin:10px 0 16px;position:sticky;top:0;background:var(--paper);padding:10px 0;z-index:1;border-bottom:1px solid var(--faint)}
.filters label{font-size:12px;color:var(--soft);display:grid;gap:3px}
select,input{font:inherit;font-size:14px;color:var(--ink);background:var(--card);border:1px solid var(--faint);border-radius:7px;padding:6px 8px;max-width:190px}
output{margin-left:auto;color:var(--soft);font-variant-numeric:tabular-nums}
.case{border:1px solid var(--faint);border-radius:9px;background:var(--card);margin:7px 0;padding:0 14px}
.case[hidden]{display:none}
.case[open]{padding-bottom:14px}
summary{padding:9px 0;cursor:pointer;overflow-wrap:anywhere}
summary:focus-visible,select:focus-visible,input:focus-visible{outline:2px solid var(--one);outline-offset:2px;border-radius:5px}
.tag,.mark,.change{font-size:12px;border-radius:5px;padding:1px 6px;border:1px solid var(--faint);color:var(--soft);white-space:nowrap}
.mark{color:var(--bad);margin-left:4px}
.change{margin-left:4px;font-weight:600}.change.fixed{color:var(--good)}.change.broken{color:var(--bad)}
.thread{padding-left:0;list-style:none;display:grid;gap:10px}
.thread>li{border-left:3px solid var(--one);padding-left:12px}
.thread>li.person{border-color:var(--two)}
.thread>li.person::before{content:'a person: ';color:var(--soft);font-size:13px}
.turn{display:grid;grid-template-columns:repeat(auto-fit,minmax(230px,1fr));gap:14px;margin-top:10px;font-size:14px}
.turn>div{min-width:0}
.turn dl{margin:0}.turn dl>div{display:flex;gap:8px}.turn dt{color:var(--soft);flex:none}.turn dd{margin:0;overflow-wrap:anywhere}
.turn ol,.turn ul{margin:0;padding-left:18px}
blockquote{margin:0;padding:8px 10px;background:var(--paper);border-radius:7px;white-space:pre-wrap;overflow-wrap:anywhere}
.versions div{display:flex;gap:10px;padding:3px 0}.versions dt{width:90px;color:var(--soft);flex:none}.versions dd{margin:0}
main{padding-bottom:80px}
@media (max-width:640px){
.confusion{font-size:12px}.confusion th,.confusion td{padding:4px;white-space:normal}.confusion thead th{font-size:11px}
header,main{padding-left:14px;padding-right:14px}
.figure{flex:1 1 40%;min-width:0}
.numbers thead{display:none}
.numbers tr{display:grid;grid-template-columns:1fr 1fr;border-top:1px solid var(--faint);padding:8px 0}
.numbers th,.numbers td{border:0;padding:3px 0;width:auto}
.numbers tbody th{grid-column:1/-1;font-weight:600}
.numbers td::before{content:attr(data-label) ' ';color:var(--soft);display:inline-block;width:28px;font-size:13px}
.grid{grid-template-columns:1fr}
.filters{position:static}
.filters label{flex:1 1 40%}select,input{max-width:none;width:100%}
}
@media print{.filters{display:none}}
`

/** Filters the cases by what stands in the form; without it all of them are shown. */
export const SCRIPT = `
const form=document.querySelector('.filters');
const cases=[...document.querySelectorAll('.case')].map((el)=>({el,text:el.textContent.toLowerCase()}));
const apply=()=>{
  const want=Object.fromEntries(new FormData(form));
  let shown=0;
  for(const {el,text} of cases){
    const d=el.dataset;
    const fits=(!want.language||d.language===want.language)&&(!want.kind||d.kind===want.kind)&&(!want.family||d.family===want.family)&&(!want.change||d.change===want.change)&&(!want.failed||d.failed.split(' ').includes(want.failed))&&(!want.words||text.includes(want.words.toLowerCase()));
    el.hidden=!fits;
    if(fits)shown+=1;
  }
  form.querySelector('output').textContent=shown+' of '+cases.length+' cases';
};
form?.addEventListener('input',apply);
form?.addEventListener('submit',(event)=>event.preventDefault());
`
