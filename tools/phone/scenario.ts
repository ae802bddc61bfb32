/** A caller for sipp: presses keys as RFC 4733 events, says what is in a file of µ-law, and hangs up. @see https://sipp.readthedocs.io */
export interface Dialled {
  readonly from: string
  /** Each key, or none, and milliseconds to wait behind it. */
  readonly keys: readonly (readonly [string, number])[]
  readonly soundPath: string
  readonly soundMs: number
}

const ANSWERED_WITHIN_MS = 1500

export function scenario({ from, keys, soundPath, soundMs }: Dialled): string {
  const head = (method: string, sequence: number, to = ''): string => [
    `${method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0`, 'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
    `From: <sip:${from}@[local_ip]:[local_port]>;tag=[pid]s[call_number]`, `To: <sip:[service]@[remote_ip]:[remote_port]>${to}`, 'Call-ID: [call_id]', `CSeq: ${sequence} ${method}`,
    'Contact: sip:caller@[local_ip]:[local_port]', 'Max-Forwards: 70',
  ].join('\n')
  const session = ['v=0', 'o=user1 1 1 IN IP[local_ip_type] [local_ip]', 's=-', 'c=IN IP[media_ip_type] [media_ip]', 't=0 0', 'm=audio [rtpstream_audio_port] RTP/AVP 0 96',
    'a=rtpmap:0 PCMU/8000', 'a=rtpmap:96 telephone-event/8000', 'a=fmtp:96 0-15'].join('\n')
  const pause = (milliseconds: number): string => `<pause milliseconds="${milliseconds}"/>`
  const act = (deed: string): string => `<nop><action><exec ${deed}/></action></nop>`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>', '<scenario name="report">',
    `<send retrans="500"><![CDATA[\n${head('INVITE', 1)}\nContent-Type: application/sdp\nContent-Length: [len]\n\n${session}\n]]></send>`,
    ...['100', '180', '183'].map((code) => `<recv response="${code}" optional="true"/>`), '<recv response="200" rtd="true"/>',
    `<send><![CDATA[\n${head('ACK', 1, '[peer_tag_param]')}\nContent-Length: 0\n\n]]></send>`, pause(ANSWERED_WITHIN_MS),
    ...keys.flatMap(([key, milliseconds]) => [...(key === '' ? [] : [act(`play_dtmf="${key}"`)]), pause(milliseconds)]),
    act(`rtp_stream="${soundPath},1,0"`), pause(soundMs),
    `<send retrans="500"><![CDATA[\n${head('BYE', 2, '[peer_tag_param]')}\nContent-Length: 0\n\n]]></send>`, '<recv response="200" crlf="true"/>', '</scenario>', '',
  ].join('\n')
}
