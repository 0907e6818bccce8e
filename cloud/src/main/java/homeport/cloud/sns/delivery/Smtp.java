package homeport.cloud.sns.delivery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Hands one mail to a server. Source: RFC 5321. No TLS, no password: the server is one that relays
 * for this machine.
 */
final class Smtp {
    static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final int LINE_BYTES_MAX = 2048;
    private static final int LINES_MAX = 100;

    private final MailSettings.Server server;

    Smtp(MailSettings.Server server) {
        this.server = server;
    }

    /**
     * @param text lines end in CR LF and none begins with a dot
     */
    Outcome send(String from, String to, String text) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(server.host(), server.port()),
                    (int) ANSWER_MAX.toMillis());
            socket.setSoTimeout((int) ANSWER_MAX.toMillis());
            return talk(
                    new BufferedInputStream(socket.getInputStream()),
                    socket.getOutputStream(),
                    from,
                    to,
                    text);
        } catch (IOException failed) {
            return new Outcome.Failed(
                    "the mail server %s:%d: %s"
                            .formatted(server.host(), server.port(), failed.getMessage()));
        }
    }

    private static Outcome talk(
            InputStream in, OutputStream out, String from, String to, String text)
            throws IOException {
        String[] lines = {
            "EHLO homeport", "MAIL FROM:<" + from + ">", "RCPT TO:<" + to + ">", "DATA"
        };
        Reply reply = Reply.read(in);
        for (String line : lines) {
            if (!reply.good()) return refused(reply);
            write(out, line + "\r\n");
            reply = Reply.read(in);
        }
        if (reply.code() != 354) return refused(reply);
        write(out, text + ".\r\n");
        reply = Reply.read(in);
        if (!reply.good()) return refused(reply);
        write(out, "QUIT\r\n"); // taken: how the talk ends changes nothing
        return new Outcome.Delivered();
    }

    /** 4yz: later; 5yz: never. */
    private static Outcome refused(Reply reply) {
        String why = "the mail server said " + reply.code() + " " + reply.text();
        return reply.code() >= 500 ? new Outcome.Rejected(why) : new Outcome.Failed(why);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private record Reply(int code, String text) {
        boolean good() {
            return code >= 200 && code < 300;
        }

        static Reply read(InputStream in) throws IOException {
            for (int count = 0; count < LINES_MAX; count++) {
                String line = line(in);
                if (line.length() < 3 || !line.substring(0, 3).matches("[2-5][0-9]{2}"))
                    throw new IOException("it does not speak SMTP");
                boolean last = line.length() == 3 || line.charAt(3) != '-';
                if (last)
                    return new Reply(
                            Integer.parseInt(line.substring(0, 3)), line.substring(3).strip());
            }
            throw new IOException("its answer has more than " + LINES_MAX + " lines");
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) throw new IOException("it hung up");
                if (line.length() >= LINE_BYTES_MAX) throw new IOException("its line is too long");
                if (b != '\r') line.append((char) (b & 0x7f));
            }
            return line.toString();
        }
    }
}
