'use strict';
(function () {
  const MM_PER_SECOND = 25;
  const MM_PER_MILLIVOLT = 10;
  const MISSING = -32768;
  // A CSS pixel is 1/96 inch.
  const FULL_SIZE = 96 / 25.4;
  const MIN_SCALE = 0.5;
  const MAX_SCALE = 40;
  // Below this many pixels a mm, thin lines would run together.
  const THIN_LINES_FROM = 2.6;
  // Base lines lie below the middle of rows: R waves and pulses need more room than S waves.
  const BASE = 0.6;
  const NAMES = 44;
  // Room above the first row for its pulse, in mm.
  const TOP_MM = 5;
  const INK = '#1a1a1a';
  const BLUE = '#0072b2';

  const record = JSON.parse(document.getElementById('record').textContent);
  const rate = record.samplingRateHz;
  const count = record.samples;
  const seconds = count / rate;
  const microvolts = decode(document.getElementById('samples').textContent);

  const canvas = document.getElementById('view');
  const readout = document.getElementById('readout');
  const slider = document.getElementById('time');
  const measureButton = document.getElementById('measure');
  const rowSelect = document.getElementById('row');

  // A lead whose base line is far from 0 would be drawn in another lead's row: it is moved by whole thick lines, and its name says how far.
  const MOVED_FROM = 1.5;
  const moved = microvolts.map((lead) => {
    const known = lead.filter((value) => value !== MISSING).sort();
    const median = known.length === 0 ? 0 : known[known.length >> 1] / 1000;
    return Math.abs(median) < MOVED_FROM ? 0 : Math.round(2 * median) / 2;
  });

  const view = {start: 0, top: 0, scale: 3, rowMm: 20};
  const shown = record.leads.map(() => true);
  // Two points of one lead: sample and millivolts of each; which one the keys move.
  let caliper = null;
  let measuring = false;
  let scheduled = false;

  /** One array of microvolts for each lead, from base64 of 16-bit little-endian integers, one lead after the other. */
  function decode(base64) {
    const bytes = atob(base64.trim());
    const leads = [];
    let at = 0;
    for (let l = 0; l < record.leads.length; l++) {
      const lead = new Int16Array(count);
      for (let i = 0; i < count; i++, at += 2) {
        lead[i] = bytes.charCodeAt(at) | (bytes.charCodeAt(at + 1) << 8);
      }
      leads.push(lead);
    }
    return leads;
  }

  function rows() {
    return record.leads.map((name, index) => index).filter((index) => shown[index]);
  }

  function gutter(scale, textScale) {
    // Room for the names, and for a pulse of 5 mm whose sides are on thick lines when the view starts on one.
    return NAMES * (textScale || 1) + 12.5 * scale;
  }

  function width() {
    return canvas.clientWidth;
  }

  function height() {
    return canvas.clientHeight;
  }

  function visibleSeconds() {
    return Math.max(0.01, (width() - gutter(view.scale)) / (view.scale * MM_PER_SECOND));
  }

  function clamp(value, low, high) {
    return Math.max(low, Math.min(high, value));
  }

  function keepInside() {
    view.scale = clamp(view.scale, MIN_SCALE, MAX_SCALE);
    view.start = clamp(view.start, 0, Math.max(0, seconds - visibleSeconds()));
    view.top = clamp(view.top, 0, Math.max(0, rows().length * view.rowMm + TOP_MM - height() / view.scale));
  }

  function paint(context, target) {
    const scale = target.scale;
    const left = gutter(scale, target.textScale);
    const x = (second) => left + (second - target.start) * MM_PER_SECOND * scale;
    const y = (mm) => (mm + TOP_MM - target.top) * scale;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, target.width, target.height);
    const last = Math.min(seconds, target.start + (target.width - left) / (scale * MM_PER_SECOND));
    const list = rows();
    const bottom = Math.min(target.height, y(list.length * target.rowMm));

    context.save();
    context.beginPath();
    context.rect(0, 0, target.width, Math.max(0, bottom));
    context.clip();
    for (const major of [false, true]) {
      if (!major && scale < THIN_LINES_FROM) {
        continue;
      }
      context.strokeStyle = major ? '#e9a8a0' : '#f7d9d5';
      context.lineWidth = major ? Math.max(1, scale * 0.12) : 1;
      context.beginPath();
      const firstMm = Math.floor((target.start * MM_PER_SECOND * scale - left) / scale);
      const lastMm = Math.ceil(target.start * MM_PER_SECOND + target.width / scale);
      for (let mm = firstMm; mm <= lastMm; mm++) {
        if ((mm % 5 === 0) === major) {
          const at = x(mm / MM_PER_SECOND);
          context.moveTo(at, 0);
          context.lineTo(at, bottom);
        }
      }
      for (let mm = Math.floor(target.top) - TOP_MM; mm <= list.length * target.rowMm; mm++) {
        // Base lines lie on thick lines.
        if (((mm - target.rowMm * BASE) % 5 === 0) === major) {
          context.moveTo(0, y(mm));
          context.lineTo(target.width, y(mm));
        }
      }
      context.stroke();
    }

    context.lineJoin = 'bevel';
    list.forEach((lead, row) => {
      const base = y((row + BASE) * target.rowMm);
      context.save();
      context.beginPath();
      context.rect(left, 0, Math.max(0, x(last) - left + 1), Math.max(0, bottom));
      context.clip();
      trace(context, lead, base + moved[lead] * MM_PER_MILLIVOLT * scale, target, last, x);
      context.restore();
      context.strokeStyle = INK;
      context.lineWidth = Math.max(1, scale * 0.3);
      context.beginPath();
      const pulse = [[-12, 0], [-10, 0], [-10, 10], [-5, 10], [-5, 0], [-3, 0]];
      pulse.forEach((p, i) => {
        const px = left + p[0] * scale;
        const py = base - p[1] * scale;
        if (i === 0) {
          context.moveTo(px, py);
        } else {
          context.lineTo(px, py);
        }
      });
      context.stroke();
      context.fillStyle = INK;
      context.font = 'bold ' + Math.round(15 * target.textScale) + 'px "DejaVu Sans", Verdana, sans-serif';
      context.textAlign = 'right';
      context.textBaseline = 'middle';
      context.fillText(record.leads[lead], NAMES * target.textScale - 4, base);
      if (moved[lead] !== 0) {
        context.fillStyle = BLUE;
        context.font = Math.round(10 * target.textScale) + 'px "DejaVu Sans", Verdana, sans-serif';
        context.fillText((moved[lead] < 0 ? '+' : '') + minus((-moved[lead]).toFixed(1)), NAMES * target.textScale - 4, base + 14 * target.textScale);
      }
    });
    if (caliper !== null && shown[caliper.lead]) {
      calipers(context, list.indexOf(caliper.lead), target, x, y);
    }
    context.restore();
  }

  /** A line through the samples; where several share a pixel, from their lowest to their highest. */
  function trace(context, lead, base, target, last, x) {
    const values = microvolts[lead];
    const perMicrovolt = MM_PER_MILLIVOLT * target.scale / 1000;
    const from = Math.max(0, Math.floor(target.start * rate) - 1);
    const to = Math.min(count - 1, Math.ceil(last * rate) + 1);
    const perPixel = rate / (target.scale * MM_PER_SECOND);
    const step = Math.max(1, Math.floor(perPixel / 2));
    context.strokeStyle = INK;
    context.lineWidth = Math.max(1.1, target.scale * 0.3);
    context.beginPath();
    let pen = false;
    for (let i = from - from % step; i <= to; i += step) {
      let low = Infinity;
      let high = -Infinity;
      let lowAt = i;
      let highAt = i;
      let gap = false;
      for (let k = i; k < Math.min(count, i + step); k++) {
        const value = values[k];
        gap = gap || value === MISSING;
        if (value !== MISSING && value < low) {
          low = value;
          lowAt = k;
        }
        if (value !== MISSING && value > high) {
          high = value;
          highAt = k;
        }
      }
      if (gap || high === -Infinity) {
        pen = false;
        continue;
      }
      const ends = lowAt <= highAt ? [[lowAt, low], [highAt, high]] : [[highAt, high], [lowAt, low]];
      for (const end of ends) {
        const px = x(end[0] / rate);
        const py = base - end[1] * perMicrovolt;
        if (pen) {
          context.lineTo(px, py);
        } else {
          context.moveTo(px, py);
          pen = true;
        }
      }
    }
    context.stroke();
  }

  function calipers(context, row, target, x, y) {
    const base = (row + BASE) * target.rowMm;
    const points = caliper.ends.map((end) =>
      [x(end.sample / rate), y(base - (end.millivolts - moved[caliper.lead]) * MM_PER_MILLIVOLT)]);
    const top = y(row * target.rowMm);
    const bottom = y((row + 1) * target.rowMm);
    context.fillStyle = 'rgba(0, 114, 178, 0.12)';
    context.fillRect(points[0][0], points[0][1], points[1][0] - points[0][0], points[1][1] - points[0][1]);
    context.strokeStyle = BLUE;
    context.lineWidth = 1.5 * target.textScale;
    context.beginPath();
    for (const point of points) {
      context.moveTo(point[0], top);
      context.lineTo(point[0], bottom);
      context.moveTo(Math.min(points[0][0], points[1][0]) - 8, point[1]);
      context.lineTo(Math.max(points[0][0], points[1][0]) + 8, point[1]);
    }
    context.stroke();
    points.forEach((point, index) => {
      context.beginPath();
      context.arc(point[0], point[1], 5 * target.textScale, 0, 2 * Math.PI);
      context.fillStyle = index === caliper.active ? BLUE : '#fff';
      context.fill();
      context.stroke();
    });
    const text = caliperText(false);
    context.font = 'bold ' + Math.round(14 * target.textScale) + 'px "DejaVu Sans", Verdana, sans-serif';
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    const wide = context.measureText(text).width;
    const at = clamp(Math.max(points[0][0], points[1][0]) + 10, 0, Math.max(0, target.width - wide - 8));
    const line = clamp(Math.min(points[0][1], points[1][1]) - 10, 18 * target.textScale, target.height - 6);
    context.fillStyle = 'rgba(255, 255, 255, 0.88)';
    context.fillRect(at - 4, line - 15 * target.textScale, wide + 8, 20 * target.textScale);
    context.fillStyle = BLUE;
    context.fillText(text, at, line);
  }

  function minus(text) {
    return text.replace('-', '\u2212');
  }

  function caliperText(withLead) {
    const ends = caliper.ends;
    const milliseconds = Math.abs(ends[1].sample - ends[0].sample) * 1000 / rate;
    const millivolts = ends[1].millivolts - ends[0].millivolts;
    const parts = [Number(milliseconds.toFixed(1)) + ' ms'];
    if (milliseconds > 0) {
      parts.push((60000 / milliseconds).toFixed(0) + '/min');
    }
    parts.push(minus(millivolts.toFixed(2)) + ' mV');
    return (withLead ? record.leads[caliper.lead] + ': ' : '') + parts.join(', ');
  }

  function describe() {
    const end = Math.min(seconds, view.start + visibleSeconds());
    document.getElementById('shown').textContent =
      view.start.toFixed(1) + ' to ' + end.toFixed(1) + ' of ' + seconds.toFixed(1) + ' s';
    slider.max = String(Math.max(0, seconds - visibleSeconds()));
    slider.value = String(view.start);
    slider.setAttribute('aria-valuetext', view.start.toFixed(1) + ' seconds');
    document.getElementById('grid').textContent =
      (view.scale < THIN_LINES_FROM ? 'Lines: 0.2 s by 0.5 mV (thin lines are hidden at this size). ' :
        'Thick lines: 0.2 s by 0.5 mV; thin lines: 0.04 s by 0.1 mV. ') +
      'Shown at ' + Math.round(view.scale / FULL_SIZE * 100) + ' % of 25 mm/s and 10 mm/mV.' +
      (moved.some((by) => by !== 0) ? ' Leads whose base line is far from 0 mV are moved, by the millivolts below their name.' : '');
    const text = caliper === null ?
      (measuring ? 'Drag from one point to the other, or use the arrow keys.' : '') :
      caliperText(true) + (shown[caliper.lead] ? '' : ' (lead not shown)');
    if (readout.textContent !== text) {
      readout.textContent = text;
    }
  }

  function draw() {
    scheduled = false;
    const ratio = window.devicePixelRatio || 1;
    const w = Math.max(1, Math.round(width() * ratio));
    const h = Math.max(1, Math.round(height() * ratio));
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
    }
    keepInside();
    const context = canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(context, {start: view.start, top: view.top, scale: view.scale, rowMm: view.rowMm,
      width: width(), height: height(), textScale: 1});
    describe();
  }

  function redraw() {
    if (!scheduled) {
      scheduled = true;
      window.requestAnimationFrame(draw);
    }
  }

  function zoom(factor, px, py) {
    const second = view.start + (px - gutter(view.scale)) / (view.scale * MM_PER_SECOND);
    const mm = view.top + py / view.scale;
    view.scale = clamp(view.scale * factor, MIN_SCALE, MAX_SCALE);
    view.start = second - (px - gutter(view.scale)) / (view.scale * MM_PER_SECOND);
    view.top = mm - py / view.scale;
    redraw();
  }

  function zoomMiddle(factor) {
    zoom(factor, (width() + gutter(view.scale)) / 2, height() / 2);
  }

  /** Ten seconds, or the whole of a shorter record, in the width, where that leaves the waves readable. */
  function fit() {
    const mm = Math.min(10, seconds) * MM_PER_SECOND + 12.5;
    view.scale = clamp((width() - NAMES) / mm, 2, 6);
    view.top = 0;
    redraw();
  }

  function fullSize() {
    zoomMiddle(FULL_SIZE / view.scale);
  }

  function setMeasuring(on) {
    measuring = on;
    measureButton.setAttribute('aria-pressed', String(on));
    canvas.classList.toggle('measuring', on);
    if (on) {
      canvas.focus();
    }
    redraw();
  }

  function pointAt(px, py, lead) {
    const list = rows();
    const mm = view.top + py / view.scale - TOP_MM;
    const row = lead === undefined ? clamp(Math.floor(mm / view.rowMm), 0, list.length - 1) : list.indexOf(lead);
    const second = view.start + (px - gutter(view.scale)) / (view.scale * MM_PER_SECOND);
    return {
      lead: list[row],
      sample: clamp(Math.round(second * rate), 0, count - 1),
      millivolts: ((row + BASE) * view.rowMm - mm) / MM_PER_MILLIVOLT + moved[list[row]]
    };
  }

  // Pointers: one finger or button moves or measures, two fingers zoom.
  const pointers = new Map();
  let pinch = null;

  function pinchState() {
    const [a, b] = Array.from(pointers.values());
    return {x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, distance: Math.max(10, Math.hypot(a.x - b.x, a.y - b.y))};
  }

  function position(event) {
    const box = canvas.getBoundingClientRect();
    return {x: event.clientX - box.left, y: event.clientY - box.top};
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) {
      return;
    }
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, position(event));
    if (pointers.size === 2) {
      pinch = pinchState();
    } else if (pointers.size === 1 && measuring && rows().length > 0) {
      const at = position(event);
      const point = pointAt(at.x, at.y);
      caliper = {lead: point.lead, active: 1, ends: [
        {sample: point.sample, millivolts: point.millivolts},
        {sample: point.sample, millivolts: point.millivolts}]};
      redraw();
    }
  });

  canvas.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) {
      return;
    }
    const now = position(event);
    pointers.set(event.pointerId, now);
    if (pointers.size >= 2) {
      const state = pinchState();
      view.start -= (state.x - pinch.x) / (view.scale * MM_PER_SECOND);
      view.top -= (state.y - pinch.y) / view.scale;
      zoom(state.distance / pinch.distance, state.x, state.y);
      pinch = state;
    } else if (measuring && caliper !== null && shown[caliper.lead]) {
      const point = pointAt(now.x, now.y, caliper.lead);
      caliper.ends[1] = {sample: point.sample, millivolts: point.millivolts};
      redraw();
    } else if (!measuring) {
      view.start -= (now.x - before.x) / (view.scale * MM_PER_SECOND);
      view.top -= (now.y - before.y) / view.scale;
      redraw();
    }
  });

  for (const name of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(name, (event) => {
      pointers.delete(event.pointerId);
      pinch = pointers.size === 2 ? pinchState() : null;
    });
  }

  canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 30 : event.deltaMode === 2 ? 300 : 1;
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (sideways) {
      const delta = (event.deltaX || event.deltaY) * unit;
      view.start += delta / (view.scale * MM_PER_SECOND);
      redraw();
    } else {
      const at = position(event);
      zoom(Math.exp(-clamp(event.deltaY * unit, -400, 400) / 500), at.x, at.y);
    }
  }, {passive: false});

  function startCaliper() {
    const list = rows();
    if (list.length === 0) {
      return;
    }
    const middle = clamp(Math.round((view.start + Math.min(seconds, visibleSeconds()) / 2) * rate), 0, count - 1);
    const row = clamp(Math.floor((view.top - TOP_MM + height() / view.scale / 2) / view.rowMm), 0, list.length - 1);
    caliper = {lead: list[row], active: 1, ends: [0, 1].map(() => ({sample: middle, millivolts: moved[list[row]]}))};
  }

  function moveCaliper(samples, millivolts) {
    if (caliper === null) {
      startCaliper();
    }
    if (caliper === null) {
      return;
    }
    const end = caliper.ends[caliper.active];
    end.sample = clamp(end.sample + samples, 0, count - 1);
    end.millivolts = clamp(Math.round((end.millivolts + millivolts) * 100) / 100, -40, 40);
    const second = end.sample / rate;
    if (second < view.start) {
      view.start = second;
    } else if (second > view.start + visibleSeconds()) {
      view.start = second - visibleSeconds();
    }
    redraw();
  }

  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const far = event.shiftKey;
    const arrows = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};
    if (arrows[event.key] !== undefined) {
      const [across, up] = arrows[event.key];
      if (measuring) {
        moveCaliper(across * (far ? 10 : 1), up * (far ? 0.1 : 0.01));
      } else {
        view.start += across * (far ? visibleSeconds() * 0.9 : 0.2);
        view.top -= up * (far ? view.rowMm * 3 : view.rowMm / 2);
        redraw();
      }
    } else if (event.key === '+' || event.key === '=') {
      zoomMiddle(1.25);
    } else if (event.key === '-') {
      zoomMiddle(0.8);
    } else if (event.key === '0') {
      fit();
    } else if (event.key === '1') {
      fullSize();
    } else if (event.key === 'Home') {
      view.start = 0;
      redraw();
    } else if (event.key === 'End') {
      view.start = seconds;
      redraw();
    } else if (event.key === 'c' || event.key === 'C') {
      setMeasuring(!measuring);
    } else if (event.key === 'Enter' && caliper !== null) {
      caliper.active = 1 - caliper.active;
      redraw();
    } else if (event.key === 'Escape') {
      caliper = null;
      setMeasuring(false);
    } else {
      return;
    }
    event.preventDefault();
  });

  const leadBox = document.getElementById('leads');
  const boxes = record.leads.map((name, index) => {
    const label = document.createElement('label');
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = true;
    box.value = name;
    box.addEventListener('change', () => {
      shown[index] = box.checked;
      redraw();
    });
    label.append(box, ' ' + name);
    leadBox.append(label);
    return box;
  });

  function showAll(on) {
    boxes.forEach((box, index) => {
      box.checked = on;
      shown[index] = on;
    });
    redraw();
  }

  document.getElementById('all').addEventListener('click', () => showAll(true));
  document.getElementById('none').addEventListener('click', () => showAll(false));
  document.getElementById('in').addEventListener('click', () => zoomMiddle(1.25));
  document.getElementById('out').addEventListener('click', () => zoomMiddle(0.8));
  document.getElementById('fit').addEventListener('click', fit);
  document.getElementById('full').addEventListener('click', fullSize);
  measureButton.addEventListener('click', () => setMeasuring(!measuring));
  document.getElementById('clear').addEventListener('click', () => {
    caliper = null;
    redraw();
  });
  rowSelect.addEventListener('change', () => {
    view.rowMm = Number(rowSelect.value);
    redraw();
  });
  slider.addEventListener('input', () => {
    view.start = Number(slider.value);
    redraw();
  });
  new ResizeObserver(redraw).observe(canvas.parentElement);

  // On paper a millimetre is a millimetre: the picture's size is given in mm.
  window.addEventListener('beforeprint', () => {
    const print = document.getElementById('print');
    const pixels = 8;
    const widthMm = 180;
    const rowMm = Math.min(view.rowMm, 20);
    const heightMm = rows().length * rowMm + TOP_MM;
    print.width = widthMm * pixels;
    print.height = Math.max(1, heightMm * pixels);
    print.style.width = widthMm + 'mm';
    print.style.height = heightMm + 'mm';
    paint(print.getContext('2d'), {start: view.start, top: 0, scale: pixels, rowMm: rowMm,
      width: print.width, height: print.height, textScale: 1.6});
  });

  // A measurement can be given with the page's address: #II,1.000,0.00,1.800,0.50 (lead, then seconds and millivolts of both ends).
  function fromAddress() {
    const parts = decodeURIComponent(window.location.hash.slice(1)).split(',');
    const lead = record.leads.indexOf(parts[0]);
    const numbers = parts.slice(1).map(Number);
    if (lead < 0 || numbers.length !== 4 || numbers.some((n) => !Number.isFinite(n))) {
      return;
    }
    const end = (second, millivolts) => ({sample: clamp(Math.round(second * rate), 0, count - 1), millivolts: millivolts});
    caliper = {lead: lead, active: 1, ends: [end(numbers[0], numbers[1]), end(numbers[2], numbers[3])]};
    measuring = true;
    setMeasuring(true);
  }

  // What was read, for a check from outside: the number of samples and the sum of their values.
  let sum = 0;
  microvolts.forEach((lead) => lead.forEach((value) => {
    sum += value;
  }));
  document.documentElement.dataset.samples = String(record.leads.length * count);
  document.documentElement.dataset.sum = String(sum);
  document.documentElement.dataset.moved = moved.join(' ');

  fit();
  fromAddress();
  draw();
}());
