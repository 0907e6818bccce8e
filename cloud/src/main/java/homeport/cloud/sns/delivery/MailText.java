package homeport.cloud.sns.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;

/** A mail as it goes over the wire. Source: RFC 5322, RFC 2045, RFC 2047. */
final class MailText {
    private static final int LINE_CHARS = 76;

    private MailText() {}

    /**
     * Lines end in CR LF. The body is Base64, so no line of it is a dot.
     *
     * @param id of the message, unique
     */
    static String of(
            String from,
            String to,
            String name,
            String subject,
            String id,
            Instant at,
            String body) {
        Base64.Encoder lines =
                Base64.getMimeEncoder(LINE_CHARS, "\r\n".getBytes(StandardCharsets.US_ASCII));
        return "From: "
                + word(name)
                + " <"
                + from
                + ">\r\nTo: "
                + to
                + "\r\nSubject: "
                + word(subject)
                + "\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC))
                + "\r\nMessage-ID: <"
                + id
                + "@homeport>\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=UTF-8\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + lines.encodeToString(body.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    /** Encoded always, so that nothing in it can be taken for a header. */
    private static String word(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder words = new StringBuilder();
        int from = 0;
        while (from < bytes.length || from == 0) {
            int to = Math.min(bytes.length, from + 42);
            while (to < bytes.length && (bytes[to] & 0xC0) == 0x80) to--; // not within a character
            byte[] part = Arrays.copyOfRange(bytes, from, to);
            if (from > 0) words.append("\r\n ");
            words.append("=?UTF-8?B?")
                    .append(Base64.getEncoder().encodeToString(part))
                    .append("?=");
            if (bytes.length == 0) break;
            from = to;
        }
        return words.toString();
    }
}
