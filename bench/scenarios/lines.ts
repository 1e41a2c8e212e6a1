/** Lines that lose, delay and queue packets, beside a plain connection on the same line. */
import { cpus } from 'node:os';
import { browserPath, noBadLine } from '../../test/browser/harness/index.js';
import { pictureIn, promptAgainMs, shownOf, soundIn, wholeAgainMs } from '../lines/figures.js';
import { createLab, Misplaced, type Recording } from '../lines/lab.js';
import { type Row, rows } from '../lines/rows.js';
import type { Asked, Bar, Measured, Scenario } from '../scenario.js';

/** What the picture may stand for while a line is bad, and how much longer than a plain one's where that is worse. */
const GAP_MS = 200;
const GAP_ABOVE_PLAIN_MS = 50;

function asked({ rows: names }: Pick<Asked, 'rows'>): Row[] {
  return rows.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** What a recording says; where a row looks at two leaves there are two values. */
export function judge(row: Row, recording: Recording): Measured {
  const { before, onset, during, after, plain, relay, leaves, sent } = recording;
  const measured: Measured = {};
  const note = (figure: string, value: number | number[]): void => {
    measured[`${row.name}: ${figure}`] = value;
  };
  const beside = row.behind === 'leaf' ? leaves[1] : undefined;
  const below = beside ? leaves.slice(0, 1) : leaves;
  const of = (records: Recording['relay']['records']) => ({
    was: pictureIn(records, before),
    at: pictureIn(records, during),
    first: pictureIn(records, onset),
  });
  const seen = {
    plain: of(plain.records),
    relay: of(relay.records),
    leaves: below.map(({ records }) => of(records)),
  };
  const { plain: p, relay: r, leaves: l } = seen;

  note('frames/s, plain', p.at.framesPerSecond);
  note('frames/s, relay', r.at.framesPerSecond);
  note(
    'frames/s, leaf',
    l.map(({ at }) => at.framesPerSecond),
  );
  note('frames, relay of plain', r.at.framesPerSecond / p.at.framesPerSecond);
  note(
    'frames, leaf of plain',
    l.map(({ at }) => at.framesPerSecond / p.at.framesPerSecond),
  );
  note(
    'frames, leaf of those sent',
    below.map(({ records }) => shownOf(records, sent.from, sent.to)),
  );
  note('latency on a perfect line before, ms, plain', p.was.latencyMs);
  note(
    'latency on a perfect line before, ms, leaf',
    l.map(({ was }) => was.latencyMs),
  );
  note('latency, ms, plain', p.at.latencyMs);
  note('latency, ms, relay', r.at.latencyMs);
  note(
    'latency, ms, leaf',
    l.map(({ at }) => at.latencyMs),
  );
  note('latency, relay of plain', r.at.latencyMs / p.at.latencyMs);
  note(
    'latency, leaf of plain',
    l.map(({ at }) => at.latencyMs / p.at.latencyMs),
  );
  note('p95 latency, ms, plain', p.at.latencyP95Ms);
  note(
    'p95 latency, ms, leaf',
    l.map(({ at }) => at.latencyP95Ms),
  );
  note('longest gap, ms, plain', p.at.longestGapMs);
  note(
    'longest gap, ms, leaf',
    l.map(({ at }) => at.longestGapMs),
  );
  const allowed = Math.max(GAP_MS, p.at.longestGapMs + GAP_ABOVE_PLAIN_MS);
  note(
    'longest gap beyond what is allowed, ms, leaf',
    l.map(({ at }) => at.longestGapMs - allowed),
  );
  note('longest gap in the first second, ms, plain', p.first.longestGapMs);
  note(
    'longest gap in the first second, ms, leaf',
    l.map(({ first }) => first.longestGapMs),
  );
  note('width, pixels, plain', p.at.width);
  note(
    'width, pixels, leaf',
    l.map(({ at }) => at.width),
  );
  note('whole picture again after, ms, plain', wholeAgainMs(plain.records, after, p.was));
  note(
    'whole picture again after, ms, leaf',
    below.map(({ records }, i) => wholeAgainMs(records, after, l[i]!.was)),
  );
  note('latency again after, ms, plain', promptAgainMs(plain.records, after, p.was));
  note(
    'latency again after, ms, leaf',
    below.map(({ records }, i) => promptAgainMs(records, after, l[i]!.was)),
  );
  const sounds = below.map(({ sound }) => soundIn(sound, during));
  const plainSound = soundIn(plain.sound, during);
  note('sound concealed, part, plain', plainSound.concealed);
  note(
    'sound concealed, part, leaf',
    sounds.map(({ concealed }) => concealed),
  );
  note('longest concealed in one piece, ms, plain', plainSound.longestConcealedMs);
  note(
    'longest concealed in one piece, ms, leaf',
    sounds.map(({ longestConcealedMs }) => longestConcealedMs),
  );
  note('longest silence, ms, plain', plainSound.longestSilenceMs);
  note(
    'longest silence, ms, leaf',
    sounds.map(({ longestSilenceMs }) => longestSilenceMs),
  );
  note('false changes of parent', recording.switches.length);
  if (beside) {
    const { was, at } = of(beside.records);
    note('frames, sibling of before', at.framesPerSecond / was.framesPerSecond);
    note('latency, sibling of before', at.latencyMs / was.latencyMs);
  }
  note('stream, kbit/s, plain', recording.kbps.plain);
  note('stream, kbit/s, casto', recording.kbps.casto);
  if (recording.download) {
    note('download, kbit/s, beside plain', recording.download.plain);
    note('download, kbit/s, beside casto', recording.download.casto);
  }
  return measured;
}

function barsOf({ name, behind }: Row): Bar[] {
  const bar = (figure: string, is: Bar['is'], limit: number, of: Bar['of'] = 'median'): Bar => ({
    figure: `${name}: ${figure}`,
    of,
    bar: limit,
    is,
  });
  const oneHop = behind === 'relay' || behind === 'broadcaster';
  return [
    bar('frames, leaf of plain', 'at least', 0.97),
    ...(oneHop ? [bar('latency, relay of plain', 'at most', 1)] : []),
    bar('latency, leaf of plain', 'at most', 1.15),
    bar('longest gap beyond what is allowed, ms, leaf', 'at most', 0),
    bar('false changes of parent', 'at most', 0, 'max'),
    bar('whole picture again after, ms, leaf', 'at most', 5000),
    bar('latency again after, ms, leaf', 'at most', 10_000),
    ...(behind === 'leaf'
      ? [
          bar('frames, sibling of before', 'at least', 0.97),
          bar('latency, sibling of before', 'at most', 1.1),
        ]
      : []),
    ...(name === 'relay-loss3' ? [bar('frames, leaf of those sent', 'at least', 0.97)] : []),
    ...(name === 'broadcaster-thin-up' ? [bar('latency, ms, leaf', 'at most', 350)] : []),
  ];
}

/** Part of all processors' time that was left over since the last call. */
function idleMeter(): () => number {
  const read = (): { idle: number; all: number } => {
    const times = cpus().map((cpu) => cpu.times);
    const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
    return {
      idle: sum(times.map(({ idle }) => idle)),
      all: sum(times.flatMap((each) => Object.values(each))),
    };
  };
  let last = read();
  return () => {
    const now = read();
    const part = (now.idle - last.idle) / (now.all - last.all);
    last = now;
    return part;
  };
}

export const lines: Scenario = {
  about:
    'Broadcaster → relay → two leaves, 640×360 at 24 fps, 600 kbit/s, with sound; the line of one of them turns bad and good again (test/network/line.py). Beside it a plain RTCPeerConnection with the same picture on a line like it at the same time. From one second after the change until the line is good again, unless said.',
  bars: (options) => asked(options).flatMap(barsOf),
  refused({ rows: names }) {
    const unknown = names.filter((name) => !rows.some((row) => row.name === name));
    if (unknown.length > 0) {
      return `there is no row ${unknown.join(', ')}; rows: ${rows.map(({ name }) => name).join(', ')}`;
    }
    return noBadLine();
  },
  async run(options): Promise<Measured> {
    const { seconds, progress } = options;
    const firefox = await browserPath('firefox');
    const able = asked(options).filter(({ name, relayBrowser, leafBrowser }) => {
      const needed = relayBrowser === 'firefox' || leafBrowser === 'firefox';
      if (needed && !firefox) progress(`${name}: left out, no Firefox here`);
      return !needed || firefox;
    });
    const lab = await createLab(able.some(({ behind }) => behind === 'leaves') ? 2 : 1);
    const idle = idleMeter();
    const measured: Measured = {};
    try {
      for (const row of able) {
        progress(`${row.name}: ${row.about}`);
        idle();
        try {
          const recording = await lab.run(row, seconds);
          for (const { reason, gapMs } of recording.switches) {
            progress(`  a change of parent: ${reason}, ${Math.round(gapMs)} ms`);
          }
          Object.assign(measured, judge(row, recording));
          measured[`${row.name}: processor time left, part`] = idle();
        } catch (error) {
          if (!(error instanceof Misplaced)) throw error;
          progress(`  left out, too busy a machine: ${error.message}`);
        }
      }
      return measured;
    } finally {
      await lab.close();
    }
  },
};
