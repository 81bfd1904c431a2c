'use strict';
(() => {
const facts = JSON.parse(document.getElementById('facts').textContent);
const bytes = Uint8Array.from(atob(document.getElementById('numbers').textContent), c => c.charCodeAt(0)).buffer;
const {classes, metrics, sets, seeds, ids, labels, examples, samples, rate} = facts;
const cells = sets.length * seeds.length * ids.length * classes.length;
const scores = new Float32Array(bytes, 0, cells);
const decisions = new Uint8Array(bytes, 4 * cells, cells);
const view = new DataView(bytes);
const signalsAt = 5 * cells;
const ALL = facts.all, AVERAGE = classes.length;
const BLUE = '#0072b2', RED = '#d55e00', GREY = '#6b6b6b';
const $ = id => document.getElementById(id);
const at = (set, seed, record, c) => ((set * seeds.length + seed) * ids.length + record) * classes.length + c;
const score = (...place) => scores[at(...place)];
const yes = (...place) => decisions[at(...place)] === 1;
const has = (record, c) => labels[record].includes(c);
const text = (value, digits = 3) => value === null || value === undefined ? 'undefined' : value.toFixed(digits);
const capital = words => words[0].toUpperCase() + words.slice(1);
const className = c => c === AVERAGE ? 'average of the nine classes' : classes[c][1];
const short = c => c === AVERAGE ? 'average' : classes[c][0];
// "all 12" and "6 limb leads" are names of sets; a lead is called lead.
const name = set => sets[set].leads.length === 1 ? 'lead ' + sets[set].label : set === ALL ? 'all 12 leads' : sets[set].label;

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
function picture(place, width, height, label) {
  const made = svg('svg', {width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label});
  $(place).replaceChildren(made);
  return made;
}
function table(place, caption, head, rows, chosen = () => false) {
  $(place).replaceChildren(
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, ...head.map(cell => element('th', {scope: 'col'}, cell)))),
    element('tbody', {}, ...rows.map((row, i) => {
      const line = element('tr', {}, ...row.map((cell, k) => k ? element('td', {}, cell) : element('th', {scope: 'row'}, cell)));
      if (chosen(i)) { line.className = 'chosen'; line.setAttribute('aria-current', 'true'); }
      return line;
    })));
}
function line(to, x1, y1, x2, y2, stroke = '#bbb', more = {}) {
  to.append(svg('line', {x1, y1, x2, y2, stroke, ...more}));
}
function label(to, x, y, words, more = {}) {
  to.append(svg('text', {x, y, ...more}, words));
}
function cross(to, x, y, r, colour) {
  to.append(svg('path', {d: `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`, stroke: colour, 'stroke-width': 1.5, fill: 'none'}));
}

// ---- what is chosen
function options(id, names, chosen) {
  names.forEach((words, value) => $(id).append(element('option', value === chosen ? {value, selected: ''} : {value}, words)));
}
options('class', [...classes.map(c => `${c[0]}: ${c[1]}`), 'average of all classes'], 1);
options('metric', metrics, 1);
options('set', sets.map((_, s) => name(s)), sets.findIndex(s => s.label === 'V1'));
options('seed', seeds.map(seed => 'seed ' + seed), 0);
for (const part of new URLSearchParams(location.hash.slice(1))) {
  if (['class', 'metric', 'set', 'seed'].includes(part[0]) && $(part[0]).options[part[1]]) $(part[0]).value = part[1];
}
const chosen = () => ({c: +$('class').value, metric: +$('metric').value, set: +$('set').value, seed: +$('seed').value});
$('about').textContent = `${sets.length} sets of leads, ${seeds.length} trainings each (seeds ${seeds.join(', ')}): ${sets.length * seeds.length} networks, profile ${facts.profile}, `
  + `tested on the same ${ids.length} records.`;

function behind({c, metric, set}) {
  const [value, low, high, ...single] = sets[set].values[metric][c];
  const with_ = c === AVERAGE ? '' : `, ${classes[c][2]} of them with ${short(c)}`;
  $('behind').textContent = `${capital(name(set))}, ${short(c)}: ${metrics[metric]} ${text(value)}`
    + (low === null ? '' : ` (95 % interval ${text(low)} to ${text(high)})`)
    + `; all 12 leads ${text(sets[ALL].values[metric][c][0])}. Behind it: ${seeds.length} training${seeds.length === 1 ? '' : 's'} (${single.map(v => text(v)).join(' and ')}), `
    + `${ids.length} test records${with_}.`;
}

// ---- scores with intervals
function dots({c, metric, set}) {
  const width = $('dots').clientWidth, left = width < 500 ? 92 : 150, right = 66, step = 21, top = 8;
  const height = top + sets.length * step + 30;
  const cellsOf = s => sets[s].values[metric][c];
  const lows = sets.flatMap((_, s) => cellsOf(s).filter(v => v !== null));
  const low = Math.floor(Math.min(...lows, 0.5) * 10) / 10, high = 1;
  const x = v => left + (v - low) / (high - low) * (width - left - right);
  $('scores').textContent = `${metrics[metric]} of ${className(c)}`;
  const drawn = picture('dots', width, height, `${metrics[metric]} of ${className(c)} by leads, with intervals; the table below has the numbers`);
  const [, allLow, allHigh] = cellsOf(ALL);
  if (allLow !== null) drawn.append(svg('rect', {x: x(allLow), y: top, width: x(allHigh) - x(allLow), height: sets.length * step, fill: '#e6e6e6'}));
  for (let v = low; v <= high + 1e-9; v += width < 500 ? 0.2 : 0.1) {
    line(drawn, x(v), top, x(v), top + sets.length * step, '#d5d5d5');
    label(drawn, x(v), height - 10, v.toFixed(1), {'text-anchor': 'middle'});
  }
  sets.forEach((_, s) => {
    const y = top + (s + 0.5) * step, [value, from, to, ...single] = cellsOf(s), colour = s === set ? RED : s === ALL ? '#1a1a1a' : BLUE;
    if (s === set) drawn.append(svg('rect', {x: 0, y: y - step / 2, width, height: step, fill: '#fdf0e6', 'fill-opacity': 0.8}));
    label(drawn, left - 8, y + 4, sets[s].label, {'text-anchor': 'end', 'font-weight': s === set ? 'bold' : 'normal'});
    if (value === null) { label(drawn, left, y + 4, 'undefined', {class: 'faint'}); return; }
    if (from !== null) line(drawn, x(from), y, x(to), y, colour, {'stroke-width': 2.5});
    if (single.length > 1) single.forEach(v => v !== null && cross(drawn, x(v), y, 3, colour));
    drawn.append(svg('circle', {cx: x(value), cy: y, r: 4.5, fill: colour, stroke: '#fff'}));
    label(drawn, width - right + 12, y + 4, text(value), {'font-weight': s === set ? 'bold' : 'normal'});
  });
  table('dots-table', `${metrics[metric]} of ${className(c)}: mean of ${seeds.length} trainings on ${ids.length} test records`,
    ['leads', 'mean', '95 % from', 'to', ...seeds.map(s => 'seed ' + s)],
    sets.map((_, s) => [name(s), ...cellsOf(s).map(v => text(v))]), s => s === set);
}

// ---- ROC curve: every score is a threshold, ties are one step
function curve(set, seed, c) {
  const order = ids.map((_, i) => i).sort((a, b) => score(set, seed, b, c) - score(set, seed, a, c));
  const positives = order.filter(i => has(i, c)).length, negatives = order.length - positives;
  const points = [[0, 0]];
  let tp = 0, fp = 0;
  order.forEach((i, k) => {
    if (has(i, c)) tp++; else fp++;
    if (k + 1 === order.length || score(set, seed, order[k + 1], c) !== score(set, seed, i, c)) points.push([fp / negatives, tp / positives]);
  });
  return points;
}
function operating(set, seed, c) {
  let tp = 0, fp = 0, p = 0;
  ids.forEach((_, i) => { if (has(i, c)) { p++; if (yes(set, seed, i, c)) tp++; } else if (yes(set, seed, i, c)) fp++; });
  return [fp / (ids.length - p), tp / p];
}
function square(place, title, xTitle, yTitle) {
  const width = Math.min($(place).clientWidth, 520), left = 52, side = width - left - 14, height = side + 54;
  const drawn = picture(place, width, height, title);
  const x = v => left + v * side, y = v => 10 + (1 - v) * side;
  for (const v of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
    line(drawn, x(v), y(0), x(v), y(1), '#e0e0e0');
    line(drawn, x(0), y(v), x(1), y(v), '#e0e0e0');
    label(drawn, x(v), y(0) + 16, v.toFixed(1), {'text-anchor': 'middle'});
    label(drawn, left - 6, y(v) + 4, v.toFixed(1), {'text-anchor': 'end'});
  }
  label(drawn, x(0.5), height - 6, xTitle, {'text-anchor': 'middle'});
  label(drawn, 0, 0, yTitle, {'text-anchor': 'middle', transform: `translate(13 ${y(0.5)}) rotate(-90)`});
  return {drawn, x, y, width};
}
function roc({c, set, seed}) {
  $('roc-title').textContent = c === AVERAGE ? 'ROC curve' : `ROC curve of ${short(c)}`;
  if (c === AVERAGE) {
    $('roc-note').textContent = 'Choose a class: a curve is of one class.';
    $('roc').replaceChildren();
    $('roc-table').replaceChildren();
    return;
  }
  $('roc-note').textContent = `One line a training, the chosen one bold. Rings: the point at the validation fold's threshold.`;
  const {drawn, x, y} = square('roc', `ROC curve of ${name(set)} beside all 12 leads for ${className(c)}; the table below has points of it`, 'false positive rate', 'true positive rate');
  line(drawn, x(0), y(0), x(1), y(1), '#aaa', {'stroke-dasharray': '4 4'});
  for (const [s, colour] of set === ALL ? [[ALL, RED]] : [[ALL, '#1a1a1a'], [set, RED]]) {
    seeds.forEach((_, t) => drawn.append(svg('polyline', {
      points: curve(s, t, c).map(([a, b]) => x(a) + ',' + y(b)).join(' '), fill: 'none', stroke: colour,
      'stroke-width': t === seed ? 2.4 : 1, 'stroke-opacity': t === seed ? 1 : 0.55})));
    const [a, b] = operating(s, seed, c);
    drawn.append(svg('circle', {cx: x(a), cy: y(b), r: 5.5, fill: '#fff', stroke: colour, 'stroke-width': 2}));
  }
  const auc = metrics.indexOf('AUC');
  [[set, RED], ...(set === ALL ? [] : [[ALL, '#1a1a1a']])].forEach(([s, colour], k) => {
    const yy = y(0.05) - 18 * (set === ALL ? k : 1 - k);
    line(drawn, x(0.42), yy - 4, x(0.42) + 22, yy - 4, colour, {'stroke-width': 2.4});
    label(drawn, x(0.42) + 28, yy, `${name(s)}, AUC ${text(sets[s].values[auc][c][3 + seed])}`);
  });
  const grid = [0.05, 0.1, 0.2, 0.3, 0.5];
  const reach = (s, limit) => Math.max(...curve(s, seed, c).filter(([a]) => a <= limit).map(([, b]) => b));
  table('roc-table', `${short(c)}, seed ${seeds[seed]}: highest true positive rate at a false positive rate of at most`,
    ['leads', ...grid.map(String)], [set, ALL].filter((s, k, all) => all.indexOf(s) === k).map(s => [name(s), ...grid.map(g => text(reach(s, g), 2))]));
}

// ---- all test records: this network's score beside the 12-lead network's
const KINDS = [
  ['with the class, found', true, true], ['with the class, missed', true, false],
  ['without it, rightly not found', false, false], ['without it, falsely found', false, true]];
function mark(to, x, y, positive, right) {
  const colour = positive ? RED : BLUE;
  to.append(right ? svg('circle', {cx: x, cy: y, r: 4, fill: 'none', stroke: colour, 'stroke-width': 1.4}) : svg('rect', {x: x - 4, y: y - 4, width: 8, height: 8, fill: colour, stroke: '#fff', 'stroke-width': 0.7}));
}
function records({c, set, seed}) {
  const k = c === AVERAGE ? 0 : c, other = set === ALL ? sets.findIndex(s => s.leads.length === 1) : ALL;
  $('records-title').textContent = c === AVERAGE ? 'All test records' : `All test records: score of ${short(c)}`;
  if (c === AVERAGE) { $('records').replaceChildren(element('p', {class: 'small'}, 'Choose a class.')); $('records-key').replaceChildren(); return; }
  const {drawn, x, y} = square('records', `Scores of ${ids.length} test records for ${className(c)} by ${name(set)} and by ${name(other)}; the table of every test record has the numbers`,
    `score by ${name(other)}`, `score by ${name(set)}`);
  line(drawn, x(0), y(0), x(1), y(1), '#ccc');
  const own = sets[set].thresholds[seed][k], their = sets[other].thresholds[seed][k];
  if (own <= 1) line(drawn, x(0), y(own), x(1), y(own), '#1a1a1a', {'stroke-dasharray': '5 4'});
  if (their <= 1) line(drawn, x(their), y(0), x(their), y(1), '#1a1a1a', {'stroke-dasharray': '5 4'});
  ids.map((_, i) => i).sort((a, b) => has(a, k) - has(b, k)).forEach(i =>
    mark(drawn, x(score(other, seed, i, k)), y(score(set, seed, i, k)), has(i, k), yes(set, seed, i, k) === has(i, k)));
  $('records-key').replaceChildren(...KINDS.map(([words, positive, found]) => {
    const sign = svg('svg', {width: 12, height: 12, 'aria-hidden': 'true'});
    mark(sign, 6, 6, positive, positive === found);
    const count = ids.filter((_, i) => has(i, k) === positive && yes(set, seed, i, k) === found).length;
    return element('li', {}, sign, `${words}: ${count}`);
  }));
}

// ---- right and wrong by all leads
function right({c, set, seed}) {
  $('right-title').textContent = c === AVERAGE ? 'Who is right and wrong' : `Who is right and wrong about ${short(c)}`;
  if (c === AVERAGE) { $('right').replaceChildren(element('p', {class: 'small'}, 'Choose a class.')); $('right-key').replaceChildren(); $('records-table').replaceChildren(); return; }
  const order = ids.map((_, i) => i).sort((a, b) => has(b, c) - has(a, c) || score(ALL, seed, b, c) - score(ALL, seed, a, c));
  const left = 105, after = 74, room = $('right').parentElement.clientWidth - left - after - 8, step = Math.max(6, room / ids.length), row = 15, gap = 6, top = 18;
  const positives = order.filter(i => has(i, c)).length;
  const x = k => left + k * step + (k >= positives ? gap : 0);
  const width = x(ids.length) + after, height = top + sets.length * row + 6;
  const drawn = picture('right', width, height, `Right and wrong answers of ${sets.length} networks about ${className(c)} in ${ids.length} test records; the table of every test record has them for the chosen leads`);
  label(drawn, left, 12, `with ${short(c)}`, {class: 'faint'});
  if (positives * step > 60) label(drawn, x(positives), 12, `without ${short(c)}`, {class: 'faint'});
  label(drawn, x(ids.length) + 6, 12, 'wrong', {class: 'faint'});
  sets.forEach((_, s) => {
    const y = top + s * row;
    let wrong = 0;
    label(drawn, left - 6, y + 11, sets[s].label, {'text-anchor': 'end', 'font-weight': s === set ? 'bold' : 'normal'});
    order.forEach((i, k) => {
      const fault = yes(s, seed, i, c) !== has(i, c);
      wrong += fault;
      drawn.append(svg('rect', {x: x(k), y: y + 1, width: step - 1, height: row - 2, fill: fault ? has(i, c) ? RED : BLUE : '#ececec'}));
    });
    if (s === set) drawn.append(svg('rect', {x: left - 1, y, width: x(ids.length) - left + 1, height: row, fill: 'none', stroke: '#1a1a1a', 'stroke-width': 1.5}));
    label(drawn, x(ids.length) + 6, y + 11, `${wrong} of ${ids.length}`, {'font-weight': s === set ? 'bold' : 'normal'});
  });
  $('right-key').replaceChildren(...[['right', '#ececec'], ['missed', RED], ['falsely found', BLUE]].map(([words, fill]) =>
    element('li', {}, svg('svg', {width: 12, height: 12, 'aria-hidden': 'true'}, svg('rect', {width: 12, height: 12, fill})), words)));
  const answer = (s, i) => yes(s, seed, i, c) === has(i, c) ? 'right' : has(i, c) ? 'missed' : 'falsely found';
  table('records-table', `${className(c)}, seed ${seeds[seed]}`,
    ['record', 'labels', name(set), 'is', ...(set === ALL ? [] : ['all 12 leads', 'is'])],
    order.map(i => [ids[i], labels[i].map(k => classes[k][0]).join(' '), text(score(set, seed, i, c)), answer(set, i),
      ...(set === ALL ? [] : [text(score(ALL, seed, i, c)), answer(ALL, i)])]));
}

// ---- recordings on ECG paper
const offsets = [];
sets.reduce((sum, s, k) => { offsets[k] = sum; return sum + s.leads.length * examples.length * samples; }, facts.attributionsAt);
const millivolt = (e, lead, i) => view.getInt16(signalsAt + 2 * ((e * facts.leads.length + lead) * samples + i), true) * facts.millivoltScale;
const attribution = (set, e, row, i) => view.getInt8(offsets[set] + (e * sets[set].leads.length + row) * samples + i);
// Within a tenth of a second, for the eyes; the sums are of the values themselves.
function smooth(set, e, row) {
  const half = Math.max(1, Math.round(rate * 0.03)), smoothed = new Float32Array(samples);
  for (let i = 0; i < samples; i++) {
    let sum = 0, n = 0;
    for (let k = Math.max(0, i - half); k <= Math.min(samples - 1, i + half); k++) { sum += attribution(set, e, row, k); n++; }
    smoothed[i] = sum / n;
  }
  return smoothed;
}
// So many whole millimetres that no trace is cut, at most 3 mV.
const high = millivolts => Math.min(30, Math.max(7, Math.ceil(10 * Math.max(...millivolts)) + 1));
function paper(e, rows) {
  const seconds = samples / rate, up = high(rows.map(r => r.above)), down = high(rows.map(r => r.below)), rowMm = up + down, left = 8, wide = left + seconds * 25 + 2;
  const mm = Math.max(3.3, Math.min(4.6, $('ecgs').clientWidth / wide));
  const canvas = element('canvas', {role: 'img'});
  const ratio = window.devicePixelRatio || 1;
  canvas.width = wide * mm * ratio;
  canvas.height = rows.length * rowMm * mm * ratio;
  canvas.style.width = wide * mm + 'px';
  canvas.style.height = rows.length * rowMm * mm + 'px';
  const pen = canvas.getContext('2d');
  pen.scale(ratio * mm, ratio * mm);
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, wide, rows.length * rowMm);
  rows.forEach((row, r) => {
    const top = r * rowMm, zero = top + up;
    if (row.values) {
      const greatest = row.greatest;
      for (let i = 0; i < samples; i++) {
        const share = Math.max(-1, Math.min(1, row.values[i] / greatest));
        pen.fillStyle = share > 0 ? `rgba(213,94,0,${share})` : `rgba(0,114,178,${-share})`;
        if (Math.abs(share) > 0.02) pen.fillRect(left + i / rate * 25, top + 0.6, 25 / rate + 0.02, rowMm - 1.2);
      }
    }
  });
  for (let k = 0; left + k <= wide; k++) {
    pen.strokeStyle = k % 5 ? 'rgba(190,90,90,0.3)' : 'rgba(190,80,80,0.65)';
    pen.lineWidth = 0.14;
    pen.beginPath(); pen.moveTo(left + k, 0); pen.lineTo(left + k, rows.length * rowMm); pen.stroke();
  }
  for (let k = 0; k <= rows.length * rowMm; k++) {
    pen.strokeStyle = (k - up) % 5 ? 'rgba(190,90,90,0.3)' : 'rgba(190,80,80,0.65)';
    pen.beginPath(); pen.moveTo(left, k); pen.lineTo(wide, k); pen.stroke();
  }
  rows.forEach((row, r) => {
    const top = r * rowMm, zero = top + up;
    pen.save();
    pen.beginPath(); pen.rect(left, top, wide - left, rowMm); pen.clip();
    pen.strokeStyle = '#111';
    pen.lineWidth = 0.3;
    pen.lineJoin = 'round';
    pen.beginPath();
    for (let i = 0; i < samples; i++) pen.lineTo(left + i / rate * 25, zero - 10 * (millivolt(e, row.lead, i) - row.middle));
    pen.stroke();
    pen.restore();
    pen.fillStyle = '#1a1a1a';
    pen.font = 'bold 4px "DejaVu Sans", Verdana, sans-serif';
    pen.fillText(facts.leads[row.lead], 0.3, zero + 1);
    if (r) { pen.strokeStyle = '#fff'; pen.lineWidth = 0.8; pen.beginPath(); pen.moveTo(0, top); pen.lineTo(wide, top); pen.stroke(); }
  });
  return canvas;
}
function rowOf(set, e, row) {
  const lead = sets[set].leads[row], values = facts.scales ? smooth(set, e, row) : null;
  const all = Array.from({length: samples}, (_, i) => millivolt(e, lead, i)).sort((a, b) => a - b);
  const middle = all[samples >> 1];
  return {lead, values, middle, above: all[samples - 1] - middle, below: middle - all[0]};
}
function where(values) {
  const window = Math.round(rate / 2);
  let best = 0, place = 0;
  for (let start = 0; start + window <= samples; start += Math.round(rate / 10)) {
    let sum = 0;
    for (let i = start; i < start + window; i++) sum += values[i];
    if (sum > best) { best = sum; place = start; }
  }
  return place / rate;
}
function explained(set, e) {
  const rows = sets[set].leads.map((_, row) => rowOf(set, e, row));
  if (!facts.scales) return [rows, ''];
  const strongest = rows.reduce((a, b, k) => Math.max(...b.values) > Math.max(...rows[a].values) ? k : a, 0);
  const sorted = rows.flatMap(r => Array.from(r.values, Math.abs)).sort((a, b) => a - b);
  rows.forEach(r => r.greatest = Math.max(1, sorted[Math.floor(sorted.length * 0.99)]));
  const from = where(rows[strongest].values);
  const sum = facts.sums[set][e].reduce((a, b) => a + b, 0);
  return [rows, `attributions add up to ${sum.toFixed(2)}, most of it for the class from second ${from.toFixed(1)} to ${(from + 0.5).toFixed(1)}`
    + (rows.length > 1 ? ` in ${facts.leads[rows[strongest].lead]}` : '')];
}
function ecgs({c, set}) {
  const k = c === AVERAGE ? 1 : c;
  const seed = 0, of = sets[set].leads;
  $('ecg-title').textContent = `Recordings with ${className(k)}, and why ${name(set)} answers as it does`;
  $('ecg-note').textContent = 'Of the test records with the class: the one that the 12-lead network is surest of, one in the middle, and the one that it is least sure of. The last '
    + `${samples / rate} seconds, 25 mm/s and 10 mm/mV. ` + (facts.scales
      ? `Bands: expected gradients of the network's own logit (${facts.draws} draws, seed ${seeds[0]}).`
      : 'Attributions need weights, which are not kept with the scores: they are made where the networks are trained.');
  $('ramp').hidden = !facts.scales;
  const made = [];
  examples.forEach(([record, diagnosis, why], e) => {
    if (diagnosis !== k) return;
    made.push(element('h3', {}, `${ids[record]} (${why}): labelled ${labels[record].map(l => classes[l][0]).join(', ')}`));
    const blocks = [[set, of.map((_, row) => row)]];
    if (set !== ALL && of.length === 1) blocks.push([ALL, [sets[ALL].leads.indexOf(of[0])]]);
    for (const [by, wanted] of blocks) {
      const [rows, words] = explained(by, e);
      const answer = yes(by, seed, record, k) ? 'found' : 'missed';
      const caption = `By ${name(by)}: score ${text(score(by, seed, record, k))}, threshold ${text(sets[by].thresholds[seed][k], 2)}, ${answer}` + (words ? `; ${words}` : '');
      const drawn = paper(e, wanted.map(row => rows[row]));
      drawn.setAttribute('aria-label', `${ids[record]}, ${wanted.map(row => facts.leads[rows[row].lead]).join(', ')} on ECG paper. ${caption}`);
      made.push(element('p', {class: 'small'}, caption),
        element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `ECG of ${ids[record]} by ${name(by)}`}, drawn));
    }
  });
  if (!made.length) made.push(element('p', {}, 'No test record carries this class.'));
  $('ecgs').replaceChildren(...made);
}

function draw() {
  const now = chosen();
  [behind, dots, roc, records, right, ecgs].forEach(part => part(now));
  document.documentElement.style.scrollPaddingTop = $('controls').offsetHeight + 8 + 'px';
}
$('controls').addEventListener('change', () => {
  history.replaceState(null, '', '#' + new URLSearchParams(Object.entries({class: $('class').value, metric: $('metric').value, set: $('set').value, seed: $('seed').value})));
  draw();
});
$('controls').addEventListener('submit', event => event.preventDefault());
let width = 0;
new ResizeObserver(([{contentRect}]) => {
  if (contentRect.width > 200 && contentRect.width !== width) { width = contentRect.width; draw(); }
}).observe($('dots').parentElement);
behind(chosen());
})();
