// The charts of the overview and of an index. Colours come from the style sheet, so that both themes fit.

const probe = document.createElement('span');
probe.hidden = true;
document.body.append(probe);

/** The colour that a style sheet variable has now; ECharts needs it as rgb(). */
function colour(name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

function faded(rgb, alpha) {
  const [r, g, b] = rgb.match(/[\d.]+/g);
  return `rgba(${r},${g},${b},${alpha})`;
}

const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
const charts = new Map();

function chart(element) {
  if (!charts.has(element)) {
    charts.set(element, echarts.init(element, null, {renderer: 'canvas'}));
    new ResizeObserver(() => charts.get(element).resize()).observe(element);
  }
  return charts.get(element);
}

function tooltip() {
  return {
    // drawn on the canvas: as HTML it would need inline styles, which the page does not allow
    renderMode: 'richText', confine: true, transitionDuration: 0,
    backgroundColor: colour('--surface'), borderColor: colour('--border'), borderWidth: 1, padding: [6, 10],
    textStyle: {color: colour('--text'), fontSize: 12, fontFamily: getComputedStyle(document.body).fontFamily},
  };
}

const axisLabel = () => ({color: colour('--muted'), fontSize: 11, fontFamily: getComputedStyle(document.body).fontFamily});

// ---- overview: five minutes of figures ----

const WINDOW_MILLIS = 300000;
let figures = [];

const compact = value => value >= 1e9 ? `${(value / 1e9).toFixed(2)}G` : value >= 1e6 ? `${(value / 1e6).toFixed(2)}M`
  : value >= 1e4 ? `${(value / 1e3).toFixed(1)}k` : Number.isInteger(value) || value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1);

function drawSpark(element) {
  const key = element.dataset.spark;
  const line = colour(`--hue-${element.dataset.hue}`);
  const data = figures.map(point => [point.at, point[key]]);
  const values = data.map(point => point[1]).filter(value => value !== null);
  const newest = data.length ? data.at(-1)[0] : Date.now();
  // a flat line sits in the lower half instead of filling the picture
  const top = Math.max(...values, 0) * 1.25 || 1;
  const bottom = key === 'points' ? Math.max(0, Math.min(...values, top) * 0.9) : 0;
  chart(element).setOption({
    animation: false,
    grid: {left: 0, right: 0, top: 6, bottom: 0},
    xAxis: {type: 'time', min: newest - WINDOW_MILLIS, max: newest, show: false},
    yAxis: {type: 'value', min: bottom, max: top, show: false},
    tooltip: {...tooltip(), trigger: 'axis', axisPointer: {type: 'line', lineStyle: {color: colour('--border')}},
      formatter: ([point]) => `${point.value[1] === null ? 'not known' : compact(point.value[1])}\n${new Date(point.value[0]).toLocaleTimeString('en-GB')}`},
    series: [{type: 'line', data, showSymbol: false, connectNulls: false, lineStyle: {color: line, width: 2}, itemStyle: {color: line},
      areaStyle: {color: {type: 'linear', x: 0, y: 0, x2: 0, y2: 1, colorStops: [{offset: 0, color: faded(line, 0.28)}, {offset: 1, color: faded(line, 0.02)}]}}}],
  });
}

function drawOverview() {
  document.querySelectorAll('[data-spark]').forEach(drawSpark);
  const now = figures.at(-1) ?? {};
  for (const element of document.querySelectorAll('[data-figure]')) {
    const value = now[element.dataset.figure];
    element.textContent = value === null || value === undefined ? '—' : compact(value);
  }
}

async function startOverview() {
  const response = await fetch('/live/history.json', {headers: {'X-Vectron-Live': '1'}});
  if (response.ok) figures = (await response.json()).figures;
  drawOverview();
  document.body.addEventListener('live', event => {
    if (!event.detail) return;
    const newest = event.detail.figures;
    if (!figures.length || newest.at > figures.at(-1).at) figures.push(newest);
    figures = figures.filter(point => point.at >= newest.at - WINDOW_MILLIS);
    drawOverview();
  });
}

// ---- index: buckets and their sizes ----

const index = document.getElementById('index-charts');
let description = null;

function drawScatter() {
  const rows = description.buckets.map(bucket => bucket[2]);
  const most = Math.max(...rows, 1);
  chart(document.getElementById('scatter')).setOption({
    animation: !isStill, animationDuration: 400, animationDurationUpdate: 400,
    grid: {left: 12, right: 12, top: 12, bottom: 52},
    xAxis: {type: 'value', scale: true, axisLabel: {show: false}, axisTick: {show: false}, axisLine: {show: false}, splitLine: {lineStyle: {color: colour('--grid')}}},
    yAxis: {type: 'value', scale: true, axisLabel: {show: false}, axisTick: {show: false}, axisLine: {show: false}, splitLine: {lineStyle: {color: colour('--grid')}}},
    tooltip: {...tooltip(), trigger: 'item', formatter: ({value}) => `bucket ${value[4]} in ${value[5]} segments\n${value[6]} live of ${value[2]} rows\ndrift ${value[3].toFixed(3)}`},
    visualMap: {type: 'continuous', dimension: 3, min: 0, max: 1, precision: 1, orient: 'horizontal', left: 'center', bottom: 2, itemWidth: 12, itemHeight: 150,
      text: ['drift 1', '0'], textGap: 8, textStyle: axisLabel(), inRange: {color: [colour('--drift-0'), colour('--drift-1'), colour('--drift-2')]}},
    series: [{type: 'scatter', data: description.buckets, symbolSize: value => 5 + 15 * Math.sqrt(value[2] / most),
      itemStyle: {opacity: 0.85, borderColor: colour('--surface'), borderWidth: 1}}],
  });
}

function drawHistogram() {
  const bars = description.histogram;
  const bar = colour('--hue-0');
  chart(document.getElementById('histogram')).setOption({
    animation: !isStill, animationDuration: 400,
    grid: {left: 40, right: 12, top: 12, bottom: 40},
    xAxis: {type: 'category', data: bars.map(one => one.from === one.to ? `${one.from}` : `${one.from}–${one.to}`), name: 'live rows in a bucket', nameLocation: 'middle', nameGap: 26,
      nameTextStyle: axisLabel(), axisLabel: {...axisLabel(), hideOverlap: true}, axisTick: {show: false}, axisLine: {lineStyle: {color: colour('--border')}}},
    yAxis: {type: 'value', minInterval: 1, axisLabel: axisLabel(), splitLine: {lineStyle: {color: colour('--grid')}}},
    tooltip: {...tooltip(), trigger: 'item', formatter: ({name, value}) => `${value} ${value === 1 ? 'bucket' : 'buckets'}\nof ${name} live rows`},
    series: [{type: 'bar', data: bars.map(one => one.buckets), barCategoryGap: '18%', itemStyle: {color: bar, borderRadius: [3, 3, 0, 0]}}],
  });
}

async function drawIndex() {
  const response = await fetch(index.dataset.charts, {headers: {'X-Vectron-Live': '1'}});
  description = response.status === 200 ? await response.json() : null;
  index.hidden = !description || !description.buckets.length;
  if (index.hidden) return;
  drawScatter();
  drawHistogram();
}

if (index) {
  let asked = Date.now();
  drawIndex();
  document.body.addEventListener('live', () => {
    if (Date.now() - asked < 5000) return;
    asked = Date.now();
    drawIndex().catch(() => { /* the page says itself that the dashboard does not answer */ });
  });
}
if (document.querySelector('[data-spark]')) startOverview();

document.addEventListener('theme', () => {
  if (index && description && !index.hidden) { drawScatter(); drawHistogram(); }
  if (figures.length) drawOverview();
});
