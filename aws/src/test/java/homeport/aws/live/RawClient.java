package homeport.aws.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sends bytes as they are and reads one answer; the peer of a server that trusts nobody. */
final class RawClient {
    private static final int ANSWER_MILLIS_MAX = 10_000;
    private static final int ANSWER_BYTES_MAX = 1 << 20;

    private RawClient() {}

    /** An answer taken apart; header names in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /**
     * Sends, closes its side, and reads to the end.
     *
     * @return empty when the server closed without a word
     */
    static Optional<Answer> send(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MILLIS_MAX);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
                socket.shutdownOutput();
            } catch (SocketException refusedEarly) {
                // the answer may have been sent before the request was read to its end
            }
            return parse(read(socket));
        }
    }

    private static byte[] read(Socket socket) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            byte[] buffer = new byte[8192];
            int n;
            while (bytes.size() < ANSWER_BYTES_MAX
                    && (n = socket.getInputStream().read(buffer)) >= 0) bytes.write(buffer, 0, n);
        } catch (SocketException reset) {
            // what came before it is the answer
        }
        return bytes.toByteArray();
    }

    /** The first answer only: what follows may be answers to the rest of a broken body. */
    private static Optional<Answer> parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.startsWith("HTTP/1.1 100")) text = text.substring(text.indexOf("\r\n\r\n") + 4);
        int head = text.indexOf("\r\n\r\n");
        if (text.isEmpty()) return Optional.empty();
        if (head < 0 || !text.startsWith("HTTP/1.1 "))
            throw new AssertionError("not an HTTP answer: " + text);
        String[] lines = text.substring(0, head).split("\r\n");
        var headers = new TreeMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        byte[] rest = text.substring(head + 4).getBytes(StandardCharsets.UTF_8);
        int length = Integer.parseInt(headers.getOrDefault("content-length", "" + rest.length));
        String body = new String(rest, 0, Math.min(length, rest.length), StandardCharsets.UTF_8);
        return Optional.of(new Answer(Integer.parseInt(lines[0].substring(9, 12)), headers, body));
    }
}
