import { CastoEvent } from './casto-event.js';

export interface RecordingDetail {
  recording: boolean;
  /** Of the file; '' while it has none. */
  name: string;
  /** `disk`: written as it comes; `download`: handed to the browser when it stops. */
  way: 'disk' | 'download';
}

/** `casto-recording`: a local recording has begun or ended. */
export class CastoRecordingEvent extends CastoEvent<RecordingDetail> {
  constructor(detail: RecordingDetail) {
    super('casto-recording', detail);
  }
}
