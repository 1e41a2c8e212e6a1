/** `casto-select`: a channel of the directory was picked. Cancelling it stops a link's navigation. */
export class CastoSelectEvent extends CustomEvent<{ channelId: string }> {
  constructor(channelId: string) {
    super('casto-select', {
      detail: { channelId },
      bubbles: true,
      composed: true,
      cancelable: true,
    });
  }
}
