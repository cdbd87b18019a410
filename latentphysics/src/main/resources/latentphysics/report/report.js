'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const element = (id) => document.getElementById(id);
  const charts = [];

  /** A colour of the style sheet, which knows whether the display is dark. */
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

  const superscript = (n) => String(n).replace(/./g, (c) => c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[c]);

  function number(value) {
    if (value === 0) return '0';
    const size = Math.floor(Math.log10(Math.abs(value)));
    if (size < -3 || size > 4) {
      const digits = (value / 10 ** size).toPrecision(3).replace(/\.?0+$/, '');
      return (digits + ' × 10' + superscript(size)).replace(/^-/, '−');
    }
    return String(Number(value.toPrecision(4))).replace('-', '−');
  }

  /** Ticks of a logarithmic axis: powers of ten alone if there are two of them. */
  function logTicks(axis) {
    const decades = axis.ticks.filter((t) => Math.abs(Math.log10(t.value) % 1) < 1e-9);
    if (decades.length > 1) {
      const every = Math.ceil(decades.length / 7);
      axis.ticks = decades.filter((t) => Math.round(Math.log10(t.value)) % every === 0);
    }
  }

  const logLabel = (value) => {
    const power = Math.log10(value);
    return Math.abs(power % 1) < 1e-9 ? '10' + superscript(Math.round(power)) : number(value);
  };

  function axis(title, more) {
    return {
      title: {display: Boolean(title), text: title, color: colour('quiet')},
      grid: {color: colour('grid')},
      border: {color: colour('line')},
      ticks: {color: colour('quiet'), maxRotation: 0, maxTicksLimit: 7, includeBounds: false, callback: number},
      ...more,
    };
  }

  const logAxis = (title, more) => axis(title, {
    type: 'logarithmic',
    ...more,
    afterBuildTicks: logTicks,
    ticks: {color: colour('quiet'), maxRotation: 0, callback: logLabel},
  });

  function options(x, y, tooltip, legend = true) {
    return {
      animation: false,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      interaction: {mode: 'nearest', intersect: false},
      scales: {x, y},
      plugins: {
        legend: {
          display: legend,
          align: 'start',
          labels: {
            color: colour('text'),
            usePointStyle: true,
            boxHeight: 7,
            filter: (item) => !item.text.startsWith('_'),
          },
        },
        tooltip: {
          filter: (item) => !item.dataset.label.startsWith('_'),
          callbacks: {title: () => '', label: tooltip},
        },
      },
    };
  }

  /** Adds a canvas with a heading and draws a chart on it, now and when the colours change. */
  function draw(section, heading, build) {
    element(section).hidden = false;
    const box = document.createElement('div');
    box.className = 'chart';
    if (heading) {
      const title = document.createElement('h3');
      title.textContent = heading;
      box.append(title);
    }
    const frame = document.createElement('div');
    frame.className = 'frame';
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', heading || element(section).querySelector('h2').textContent);
    frame.append(canvas);
    box.append(frame);
    element(section + '-charts').append(box);
    charts.push({canvas, build, drawn: null});
  }

  function redraw() {
    Chart.defaults.font.family = colour('sans');
    for (const chart of charts) {
      if (chart.drawn) chart.drawn.destroy();
      chart.drawn = new Chart(chart.canvas, chart.build());
    }
  }

  /** The range of times, without the empty room that round numbers would add. */
  const span = (times) => ({type: 'linear', min: Math.min(...times), max: Math.max(...times)});

  const points = (xs, ys) => xs.map((x, i) => ({x, y: ys[i]}));

  function forecast({time, columns, left}) {
    for (const column of columns) {
      draw('forecast', column.name, () => ({
        type: 'line',
        data: {
          datasets: [
            {
              label: 'observed',
              data: points(time, column.observed),
              showLine: false,
              pointRadius: 3,
              pointBackgroundColor: colour('held-out'),
              borderColor: colour('held-out'),
              backgroundColor: colour('held-out'),
            },
            {
              label: 'predicted',
              data: points(time, column.predicted),
              borderColor: colour('predicted'),
              backgroundColor: colour('predicted'),
              borderWidth: 2,
              pointRadius: 0,
              pointStyle: 'line',
            },
          ],
        },
        options: options(
          axis('time', span(time)), axis(''),
          (item) => `${item.dataset.label} ${number(item.parsed.y)} at ${number(item.parsed.x)}`),
      }));
    }
    if (left > 0) element('forecast-left').textContent = ` ${left} more columns are not shown.`;
  }

  /** Points of one kind in order; a gap where the trajectory or the kind changes. */
  function pieces(path, pair, heldOut) {
    const result = [];
    for (let i = 0; i < path.time.length; i++) {
      const mine = path.heldOut[i] === heldOut;
      const joined = i > 0 && path.trajectory[i] === path.trajectory[i - 1];
      if (i > 0 && result.length > 0 && (!mine || !joined)) result.push({x: NaN, y: NaN});
      if (mine) result.push({x: path.x[pair][i], y: path.y[pair][i], time: path.time[i]});
    }
    return result;
  }

  function latentPath(path, section) {
    const many = path.time.length > 600;
    if (path.titles.length > 1) {
      element(section).classList.add('wide');
      element('sites').classList.add('wide');
    }
    path.titles.forEach((title, pair) => draw(section, path.titles.length > 1 ? title : '', () => {
      const turning = path.axes[pair][0] !== 'time';
      const all = path.x[pair].concat(path.y[pair]).filter((v) => v !== null);
      const far = all.reduce((most, v) => Math.max(most, Math.abs(v)), 0) * 1.06 || 1;
      const range = turning ? {min: -far, max: far} : {};
      const set = (label, heldOut, name) => ({
        label,
        data: pieces(path, pair, heldOut),
        showLine: !path.thinned,
        borderColor: colour(name) + '66',
        borderWidth: 1,
        backgroundColor: colour(name),
        pointBackgroundColor: colour(name),
        pointBorderWidth: 0,
        pointRadius: many ? 1.6 : 2.4,
        pointHoverRadius: 5,
      });
      return {
        type: 'scatter',
        data: {datasets: [set('held out', 1, 'held-out'), set('training', 0, 'train')]},
        options: options(
          axis(path.axes[pair][0], turning ? range : span(path.time)),
          axis(path.axes[pair][1], range),
          (item) => `${item.dataset.label}, time ${number(item.raw.time)}`),
      };
    }));
    if (path.thinned && section === 'path') element('path-thinned').textContent = ' Only some of them are drawn.';
  }

  function spectrum({growth, frequency, truth}) {
    draw('spectrum', '', () => {
      const most = (values) => values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      const top = Math.max(most(frequency), most(truth)) * 1.2 || 1;
      const side = Math.max(most(growth) * 1.4, top / 20);
      const line = (label, from, to, name) => ({
        label,
        data: [from, to],
        type: 'line',
        borderColor: colour(name),
        backgroundColor: colour(name),
        borderWidth: 1.5,
        borderDash: [5, 4],
        pointRadius: 0,
        pointHoverRadius: 0,
        pointStyle: 'line',
      });
      const lines = truth.map((w, i) =>
        line(i === 0 ? 'true frequency' : '_', {x: -side, y: w}, {x: side, y: w}, 'held-out'));
      return {
        type: 'scatter',
        data: {
          datasets: [
            {
              label: 'mode',
              data: points(growth, frequency),
              backgroundColor: colour('train'),
              pointRadius: 6,
              pointHoverRadius: 8,
            },
            line('_', {x: 0, y: 0}, {x: 0, y: top}, 'quiet'),
            ...lines,
          ],
        },
        options: options(
          axis('growth per unit of time', {min: -side, max: side}),
          axis('radians per unit of time', {min: 0, max: top}),
          (item) => item.datasetIndex === 0
            ? `grows by ${number(item.parsed.x)}, turns by ${number(item.parsed.y)}`
            : `true frequency ${number(item.parsed.y)}`,
          truth.length > 0),
      };
    });
  }

  function losses(loss) {
    const names = {whole: 'text', reconstruction: 'train', prediction: 'held-out', concentrated: 'predicted'};
    draw('losses', '', () => ({
      type: 'line',
      data: {
        datasets: Object.entries(names).map(([label, name]) => ({
          label,
          data: points(loss.step, loss[label]).filter((p) => p.y > 0),
          borderColor: colour(name),
          backgroundColor: colour(name),
          borderWidth: label === 'whole' ? 2 : 1.3,
          pointRadius: 0,
          pointStyle: 'line',
        })).filter((set) => set.data.length > 0),
      },
      options: options(
        axis('training step', {type: 'linear', min: 0}), logAxis(''),
        (item) => `${item.dataset.label} ${number(item.parsed.y)} at step ${item.parsed.x}`),
    }));
  }

  /** A line over the training; what is not above 0 is left out. */
  function course(label, xs, ys, name, dash) {
    return {
      label,
      data: points(xs, ys).filter((p) => p.y > 0),
      borderColor: colour(name),
      backgroundColor: colour(name),
      borderWidth: 1.5,
      borderDash: dash,
      pointRadius: 0,
      pointStyle: 'line',
    };
  }

  /** One line for each rule, and further ones, on a logarithmic scale. */
  function courses(section, names, step, values, others) {
    const hues = ['predicted', 'train', 'other', 'held-out', 'miss', 'quiet'];
    draw(section, '', () => ({
      type: 'line',
      data: {
        datasets: [
          ...names.map((name, i) => course(name, step, values[i], hues[i % hues.length], [])),
          ...others(),
        ],
      },
      options: options(
        axis('training step', {type: 'linear', min: 0}), logAxis(''),
        (item) => `${item.dataset.label} ${number(item.parsed.y)} at step ${item.parsed.x}`),
    }));
  }

  function snap({step, names, masses, lossStep, reconstruction}) {
    courses('snap', names, step, masses, () => [
      course('reconstruction', lossStep, reconstruction, 'text', [5, 4]),
    ]);
  }

  /** A picture of sites by snapshots; four decades below the hardest pull are black. */
  function pushes({step, time, pull}) {
    element('pushes').hidden = false;
    element('pushes-sites').textContent = time.length;
    element('pushes-first').textContent = step[0];
    element('pushes-last').textContent = step[step.length - 1];
    const canvas = element('pushes-map');
    canvas.width = step.length;
    canvas.height = time.length;
    const most = pull.flat().reduce((m, v) => Math.max(m, v), 0);
    const context = canvas.getContext('2d');
    const image = context.createImageData(step.length, time.length);
    for (let k = 0; k < step.length; k++) {
      for (let i = 0; i < time.length; i++) {
        const level = pull[k][i] > 0 ? 1 + Math.log10(pull[k][i] / most) / 4 : 0;
        image.data.set([...bright(255 * Math.max(0, level)), 255], 4 * (i * step.length + k));
      }
    }
    context.putImageData(image, 0, 0);
  }

  function sites(site) {
    const hues = ['train', 'predicted', 'other', 'held-out'];
    const laws = [...new Set(site.law)].sort((a, b) => a - b);
    // A perfect hit has no logarithm; it is drawn at the bottom.
    const least = site.error.reduce((m, e) => e > 0 ? Math.min(m, e) : m, Infinity);
    const floor = Math.max(1e-16, least === Infinity ? 1e-16 : least);
    const top = site.error.reduce((m, e) => Math.max(m, e), floor);
    draw('sites', '', () => {
      const set = (law, missed) => ({
        label: (law < 0 ? 'best rule tried' : site.names[law]) + (missed ? ', missed' : ''),
        data: points(site.time, site.error.map((e) => Math.max(e, floor)))
          .filter((_, i) => site.law[i] === law && site.missed[i] === missed),
        backgroundColor: colour(missed ? 'miss' : hues[Math.max(0, law) % hues.length]),
        borderColor: colour(missed ? 'miss' : hues[Math.max(0, law) % hues.length]),
        pointStyle: missed ? 'crossRot' : ['circle', 'triangle', 'rect', 'rectRot'][Math.max(0, law) % 4],
        pointRadius: missed ? 4.5 : 2.6,
        borderWidth: missed ? 2 : 0,
      });
      return {
        type: 'scatter',
        data: {datasets: laws.flatMap((law) => [set(law, 0), set(law, 1)]).filter((s) => s.data.length > 0)},
        options: options(
          axis('time', span(site.time)), logAxis('error', {min: floor / 2, max: top * 2}),
          (item) => `${item.dataset.label}: ${number(item.parsed.y)} at ${number(item.parsed.x)}`),
      };
    });
  }

  // Five anchors of a dark-to-bright scale, and two hues for too little and too much.
  const SCALE = [[13, 17, 38], [58, 45, 110], [146, 58, 112], [232, 113, 82], [252, 229, 164]];

  function bright(level) {
    const place = Math.min(level / 255 * 4, 3.9999);
    const low = Math.floor(place);
    return SCALE[low].map((v, i) => v + (place - low) * (SCALE[low + 1][i] - v));
  }

  function signed(difference) {
    const part = Math.min(1, Math.abs(difference) / 128);
    const hue = difference < 0 ? [70, 160, 255] : [255, 120, 60];
    return hue.map((v) => 20 + part * (v - 20));
  }

  function paint(canvas, side, pixel) {
    canvas.width = canvas.height = side;
    const context = canvas.getContext('2d');
    const image = context.createImageData(side, side);
    for (let i = 0; i < side * side; i++) {
      image.data.set([...pixel(i), 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }

  function film({side, time, observed, predicted}) {
    element('film').hidden = false;
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const [seen, told] = [bytes(observed), bytes(predicted)];
    const size = side * side;
    const last = time.length - 1;

    const strip = element('film-strip');
    const shown = Array.from({length: 6}, (_, i) => Math.round(i * last / 5));
    const cell = (content) => {
      const box = document.createElement('div');
      if (typeof content === 'string') box.textContent = content; else box.append(content);
      strip.append(box);
    };
    cell('');
    shown.forEach((k) => cell(k === 0 ? 'start' : `+${k}`));
    for (const [name, frames] of [['observed', seen], ['predicted', told]]) {
      cell(name);
      for (const k of shown) {
        const canvas = document.createElement('canvas');
        canvas.setAttribute('role', 'img');
        canvas.setAttribute('aria-label', `${name} ${k} steps after the start`);
        paint(canvas, side, (i) => bright(frames[k * size + i]));
        cell(canvas);
      }
    }

    const slider = element('film-step');
    slider.max = last;
    function show() {
      const k = Number(slider.value);
      paint(element('film-observed'), side, (i) => bright(seen[k * size + i]));
      paint(element('film-predicted'), side, (i) => bright(told[k * size + i]));
      paint(element('film-difference'), side, (i) => signed(told[k * size + i] - seen[k * size + i]));
      element('film-time').textContent = `time ${number(time[k])}, step ${k}`;
    }
    slider.addEventListener('input', show);
    let timer = 0;
    const button = element('film-play');
    button.addEventListener('click', () => {
      if (timer) {
        clearInterval(timer);
        timer = 0;
      } else {
        timer = setInterval(() => {
          slider.value = (Number(slider.value) + 1) % (last + 1);
          show();
        }, 120);
      }
      button.textContent = timer ? 'Pause' : 'Play';
      button.setAttribute('aria-pressed', String(Boolean(timer)));
    });
    slider.value = Math.min(10, last);
    show();
  }

  if (data.film) film(data.film);
  if (data.forecast && data.forecast.time.length > 0) forecast(data.forecast);
  if (data.path.time.length > 0) latentPath(data.path, 'path');
  if (data.before.time.length > 0) latentPath(data.before, 'before');
  if (data.snap.step.length > 0) snap(data.snap);
  if (data.proposals.step.length > 0) {
    courses('proposals', data.proposals.names, data.proposals.step, data.proposals.shares, () => []);
  }
  if (data.pushes.step.length > 0) pushes(data.pushes);
  if (data.spectrum.growth.length > 0) spectrum(data.spectrum);
  if (data.losses.step.length > 0) losses(data.losses);
  if (data.sites.time.length > 0) sites(data.sites);
  redraw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
})();
