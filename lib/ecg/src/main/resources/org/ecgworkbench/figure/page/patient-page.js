'use strict';
(function () {
  const INK = '#1a1a1a';
  const GREY = '#6b6b6b';
  const BLUE = [0, 114, 178];
  const VERMILION = [213, 94, 0];
  const LEFT = 46;
  const PULSE_MM = 3;
  const facts = JSON.parse(document.getElementById('facts-json').textContent);
  const rate = facts.samplingRateHz;
  const count = facts.samples;
  const leads = facts.leads.length;
  const bytes = atob(document.getElementById('samples').textContent.trim());
  const element = (id) => document.getElementById(id);
  const canvas = element('ecg');
  let cursor = null;
  let smoothed = null;
  let limit = 1;

  /** Layer k holds each lead's 16-bit little-endian integers, one lead after the other; layer 0 is the signal. */
  function layer(k, scale) {
    const rows = [];
    let at = 2 * k * leads * count;
    for (let l = 0; l < leads; l++) {
      const row = new Float32Array(count);
      for (let i = 0; i < count; i++, at += 2) {
        const value = bytes.charCodeAt(at) | (bytes.charCodeAt(at + 1) << 8);
        row[i] = (value > 32767 ? value - 65536 : value) * scale;
      }
      rows.push(row);
    }
    return rows;
  }

  const millivolts = layer(0, facts.millivoltScale);
  // A lead whose base line is far from 0 would be cut: it is moved, as on the recording's own page, and its name says how far.
  const MOVED_FROM = 1.5;
  const moved = millivolts.map((row) => {
    const median = row.slice().sort()[count >> 1];
    return Math.abs(median) < MOVED_FROM ? 0 : Math.round(2 * median) / 2;
  });
  let chosen = null;
  let phi = null;

  function option(select, value, text) {
    const item = document.createElement('option');
    item.value = value;
    item.textContent = text;
    select.appendChild(item);
  }

  function signed(value, digits) {
    if (value === null || value === undefined) {
      return 'not defined';
    }
    return value.toFixed(digits).replace('-', '\u2212');
  }

  function choose() {
    const c = element('class').value;
    const m = element('method').value;
    const index = facts.layers.findIndex((each) => each.class === c && each.method === m);
    chosen = facts.layers[index];
    phi = layer(index + 1, chosen.scale);
    const width = Math.max(1, Math.round(Number(element('smooth').value) * rate));
    smoothed = phi.map((row) => {
      const out = new Float32Array(count);
      const half = Math.floor(width / 2);
      let sum = 0;
      let inside = 0;
      for (let i = -half; i < count; i++) {
        if (i + half < count) {
          sum += row[i + half];
          inside++;
        }
        const gone = i + half - width;
        if (gone >= 0) {
          sum -= row[gone];
          inside--;
        }
        if (i >= 0) {
          out[i] = sum / Math.max(1, inside) * rate;
        }
      }
      return out;
    });
    const sizes = [];
    smoothed.forEach((row) => row.forEach((value) => sizes.push(Math.abs(value))));
    sizes.sort((a, b) => a - b);
    limit = sizes[Math.floor(0.99 * (sizes.length - 1))] || 1e-9;
    draw();
  }

  function color(share) {
    const s = Math.max(-1, Math.min(1, share));
    const end = s < 0 ? BLUE : VERMILION;
    const size = Math.abs(s);
    return 'rgb(' + end.map((v) => Math.round(255 + size * (v - 255))).join(',') + ')';
  }

  function prepared(target, cssWidth, cssHeight) {
    const dense = window.devicePixelRatio || 1;
    target.style.width = cssWidth + 'px';
    target.style.height = cssHeight + 'px';
    target.width = Math.round(cssWidth * dense);
    target.height = Math.round(cssHeight * dense);
    const context = target.getContext('2d');
    context.setTransform(dense, 0, 0, dense, 0, 0);
    context.clearRect(0, 0, cssWidth, cssHeight);
    return context;
  }

  // Millimetres on the screen: 25 a second, 10 a millivolt.
  let perMm = 3.2;
  const MOST_MM = 28;
  let strips = [];
  let bases = [];

  function x(sample) {
    return LEFT + (PULSE_MM + sample / rate * 25) * perMm;
  }

  function y(lead, value) {
    return bases[lead] - (value - moved[lead]) * 10 * perMm;
  }

  function layout() {
    perMm = Number(element('size').value);
    bases = [];
    strips = [];
    let at = 4 * perMm;
    let below = 0;
    for (let l = 0; l < leads; l++) {
      let high = 0.1;
      let low = -0.1;
      millivolts[l].forEach((value) => {
        high = Math.max(high, value - moved[l]);
        low = Math.min(low, value - moved[l]);
      });
      const above = Math.min(MOST_MM, 10 * high);
      at += Math.max(9, below + above + 1) * perMm;
      bases.push(at);
      below = Math.min(MOST_MM, -10 * low);
      strips.push({above: above + 0.5, below: below + 0.5, cut: Math.max(10 * high, -10 * low) > MOST_MM});
    }
    return at + (below + 4) * perMm + 22;
  }

  function draw() {
    const height = layout();
    const width = x(count) + 10;
    const context = prepared(canvas, width, height);
    grid(context, width, height - 20);
    for (let l = 0; l < leads; l++) {
      trace(context, l);
    }
    context.fillStyle = INK;
    context.font = '13px "DejaVu Sans", Verdana, sans-serif';
    context.textAlign = 'center';
    for (let s = Math.ceil(facts.startSecond); s <= facts.startSecond + count / rate; s++) {
      const label = s + ' s';
      // The last one ends where the page does.
      const at = x((s - facts.startSecond) * rate);
      context.fillText(label, Math.min(at, width - context.measureText(label).width / 2), height - 6);
    }
    context.fillStyle = GREY;
    for (const peak of facts.rPeaks) {
      const at = x(peak);
      context.beginPath();
      context.moveTo(at - 4, 2);
      context.lineTo(at + 4, 2);
      context.lineTo(at, 9);
      context.fill();
    }
    mark(context, height);
    legend();
    bars();
    tables();
    document.documentElement.dataset.moved = moved.join(' ');
    document.documentElement.dataset.cut = facts.leads.filter((name, l) => strips[l].cut).join(' ');
    document.documentElement.dataset.drawn = chosen.class + '/' + chosen.method;
  }

  function grid(context, width, bottom) {
    for (const thick of [false, true]) {
      if (!thick && perMm < 2.6) {
        continue;
      }
      context.strokeStyle = thick ? '#cfcfcf' : '#ececec';
      context.lineWidth = 1;
      context.beginPath();
      for (let mm = 0; LEFT + mm * perMm <= width; mm++) {
        if (((mm - PULSE_MM) % 5 === 0) === thick) {
          context.moveTo(LEFT + mm * perMm, 0);
          context.lineTo(LEFT + mm * perMm, bottom);
        }
      }
      for (let mm = 0; mm * perMm <= bottom; mm++) {
        if ((mm % 5 === 0) === thick) {
          context.moveTo(LEFT, mm * perMm);
          context.lineTo(width, mm * perMm);
        }
      }
      context.stroke();
    }
  }

  // A lead never leaves its strip: what is higher than that is cut, and said.
  function trace(context, lead) {
    const strip = strips[lead];
    context.save();
    context.beginPath();
    context.rect(LEFT, bases[lead] - strip.above * perMm, x(count) - LEFT, (strip.above + strip.below) * perMm);
    context.clip();
    context.lineCap = 'butt';
    context.lineJoin = 'bevel';
    context.lineWidth = 1.9 * perMm;
    for (let i = 0; i < count - 1; i++) {
      const share = smoothed[lead][i] / limit;
      if (Math.abs(share) < 0.05) {
        continue;
      }
      context.strokeStyle = color(share);
      context.beginPath();
      context.moveTo(x(i), y(lead, millivolts[lead][i]));
      context.lineTo(x(i + 1.2), y(lead, millivolts[lead][i + 1]));
      context.stroke();
    }
    context.strokeStyle = INK;
    context.lineWidth = Math.max(1, 0.28 * perMm);
    context.beginPath();
    for (let i = 0; i < count; i++) {
      context.lineTo(x(i), y(lead, millivolts[lead][i]));
    }
    context.stroke();
    context.restore();
    context.fillStyle = INK;
    context.font = 'bold 14px "DejaVu Sans", Verdana, sans-serif';
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText(facts.leads[lead], LEFT - 6, bases[lead]);
    if (moved[lead] !== 0) {
      context.font = '10px "DejaVu Sans", Verdana, sans-serif';
      context.fillStyle = GREY;
      context.fillText(signed(-moved[lead], 1).replace(/^(?=\d)/, '+'), LEFT - 6, bases[lead] + 14);
    }
    if (strip.cut) {
      context.font = '12px "DejaVu Sans", Verdana, sans-serif';
      context.fillStyle = GREY;
      context.textAlign = 'left';
      context.fillText('cut at ' + MOST_MM / 10 + ' mV', LEFT + 4, bases[lead] - 10);
    }
    context.textBaseline = 'alphabetic';
  }

  function mark(context, height) {
    if (cursor === null) {
      return;
    }
    const at = x(cursor.sample);
    context.strokeStyle = GREY;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(at, 0);
    context.lineTo(at, height - 20);
    context.stroke();
    context.fillStyle = INK;
    context.beginPath();
    context.arc(at, y(cursor.lead, millivolts[cursor.lead][cursor.sample]), 4, 0, 2 * Math.PI);
    context.fill();
    const second = facts.startSecond + cursor.sample / rate;
    element('readout').textContent = facts.leads[cursor.lead] + ', ' + second.toFixed(3) + ' s: ' +
      signed(millivolts[cursor.lead][cursor.sample], 3) + ' mV, phi ' +
      signed(phi[cursor.lead][cursor.sample], 5) + ', smoothed ' +
      signed(smoothed[cursor.lead][cursor.sample], 2) + ' a second';
  }

  function legend() {
    const target = element('scale');
    const context = prepared(target, target.clientWidth || 200, 16);
    const width = target.clientWidth || 200;
    for (let i = 0; i < width; i++) {
      context.fillStyle = color(2 * i / width - 1);
      context.fillRect(i, 0, 1.5, 16);
    }
    element('low').textContent = 'against ' + signed(-limit, 2);
    element('high').textContent = signed(limit, 2) + ' for ' + chosen.class;
    element('unit').textContent = '(' + chosen.unit + ' a second)';
  }

  function bars() {
    const target = element('bars');
    const row = 20;
    const width = Math.max(220, target.parentElement.clientWidth);
    const context = prepared(target, width, leads * row + 26);
    const errors = chosen.leadErrors.map((value) => value === null ? 0 : value);
    let low = 0;
    let high = 1e-9;
    chosen.leadSums.forEach((value, l) => {
      low = Math.min(low, value - errors[l]);
      high = Math.max(high, value + errors[l]);
    });
    const at = (value) => 44 + (value - low) / (high - low) * (width - 60);
    context.font = '13px "DejaVu Sans", Verdana, sans-serif';
    chosen.leadSums.forEach((value, l) => {
      const top = l * row + 3;
      context.fillStyle = color(value < 0 ? -1 : 1);
      context.fillRect(Math.min(at(0), at(value)), top, Math.abs(at(value) - at(0)), row - 7);
      context.fillStyle = INK;
      context.textAlign = 'right';
      context.fillText(facts.leads[l], 38, top + 12);
      if (errors[l] > 0) {
        context.fillRect(at(value - errors[l]), top + 6, at(value + errors[l]) - at(value - errors[l]), 1.5);
      }
    });
    context.fillStyle = INK;
    context.fillRect(at(0), 0, 1, leads * row);
    context.textAlign = 'left';
    context.fillText(signed(low, 2), 44, leads * row + 18);
    context.textAlign = 'right';
    context.fillText(signed(high, 2) + ' ' + chosen.unit, width - 8, leads * row + 18);
  }

  function tables() {
    const body = element('outputs').tBodies[0];
    body.textContent = '';
    facts.outputs.forEach((each) => {
      const row = body.insertRow();
      row.className = each.class === chosen.class ? 'chosen' : '';
      [each.class, signed(each.logit, 2), each.score.toFixed(3), each.labelled ? 'yes' : ''].forEach((text) => {
        row.insertCell().textContent = text;
      });
    });
    const list = element('facts').tBodies[0];
    list.textContent = '';
    const rows = [['output', signed(chosen.output, 3)], ['expected output', signed(chosen.expected, 3)],
      ['sum of attributions', signed(chosen.sum, 3)], ['residual', signed(chosen.residual, 3)],
      ['standard error', signed(chosen.standardError, 3)], ['draws', String(chosen.draws)], ['seed', String(chosen.seed)]];
    for (const each of rows) {
      const row = list.insertRow();
      row.insertCell().textContent = each[0];
      row.insertCell().textContent = each[1];
    }
    const errors = chosen.standardError > 0 ? Math.abs(chosen.residual) / chosen.standardError : 0;
    element('adds').textContent = chosen.settings + (errors > 2
      ? ' The residual is ' + errors.toFixed(1) + ' standard errors, '
        + (100 * Math.abs(chosen.residual / chosen.sum)).toFixed(0)
        + ' % of the sum: more than chance leaves 19 times of 20; more draws tell.'
      : '');
  }

  function point(event) {
    const box = canvas.getBoundingClientRect();
    const px = event.clientX - box.left;
    const py = event.clientY - box.top;
    const sample = Math.round(((px - LEFT) / perMm - PULSE_MM) / 25 * rate);
    let lead = 0;
    bases.forEach((base, l) => {
      lead = Math.abs(base - py) < Math.abs(bases[lead] - py) ? l : lead;
    });
    cursor = {lead: lead, sample: Math.max(0, Math.min(count - 1, sample))};
    schedule();
  }

  let scheduled = false;
  function schedule() {
    if (!scheduled) {
      scheduled = true;
      window.requestAnimationFrame(() => {
        scheduled = false;
        draw();
      });
    }
  }

  canvas.addEventListener('mousemove', point);
  canvas.addEventListener('click', point);
  canvas.addEventListener('keydown', (event) => {
    const step = event.shiftKey ? 10 : 1;
    const moves = {ArrowLeft: [0, -step], ArrowRight: [0, step], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
    if (!(event.key in moves)) {
      return;
    }
    event.preventDefault();
    cursor = cursor === null ? {lead: 0, sample: 0} : {
      lead: Math.max(0, Math.min(leads - 1, cursor.lead + moves[event.key][0])),
      sample: Math.max(0, Math.min(count - 1, cursor.sample + moves[event.key][1])),
    };
    draw();
  });
  for (const id of ['class', 'method', 'smooth']) {
    element(id).addEventListener('change', choose);
  }
  element('size').addEventListener('change', draw);
  window.addEventListener('resize', schedule);

  [...new Set(facts.layers.map((each) => each.class))].forEach((name) =>
    option(element('class'), name, name + ' \u2013 ' + facts.names[name]));
  [...new Set(facts.layers.map((each) => each.method))].forEach((name) => option(element('method'), name, name));
  if (moved.some((by) => by !== 0)) {
    element('help').append(' Leads whose base line is far from 0 mV are moved, by the millivolts below their name.');
  }
  element('class').value = facts.chosenClass;
  choose();
  document.documentElement.dataset.ready = String(count * leads * (facts.layers.length + 1));
})();
