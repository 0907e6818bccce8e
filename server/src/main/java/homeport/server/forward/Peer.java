package homeport.server.forward;

import homeport.aws.HttpRequest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One request to the other endpoint, and its answer, over a connection of its own. The JDK's client
 * will not say another's {@code Host} and takes paths apart, both of which are signed. Owner: the
 * thread that answers the request.
 */
final class Peer implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(3);

    /** Between two bytes; functions may run for a quarter of an hour. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(15);

    private static final int LINE_BYTES_MAX = 32 << 10;
    private static final int HEADERS_MAX = 256;
    private static final int BUFFER_BYTES = 32 << 10;

    private final Socket socket;
    private final InputStream in;
    private int status;
    private Map<String, List<String>> headers = Map.of();

    private Peer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    }

    /**
     * Sends a request and reads the head of its answer.
     *
     * @param headers in lower case; those of the body's framing are added
     * @throws IOException there is nobody, or no answer
     */
    static Peer call(URI to, HttpRequest head, Map<String, List<String>> headers, InputStream body)
            throws IOException {
        Socket socket = connect(to);
        boolean answered = false;
        try {
            Peer peer = new Peer(socket);
            peer.send(head, headers, body);
            peer.read();
            answered = true;
            return peer;
        } finally {
            if (!answered) socket.close();
        }
    }

    private static Socket connect(URI to) throws IOException {
        boolean tls = to.getScheme().equals("https");
        int port = to.getPort() > 0 ? to.getPort() : tls ? 443 : 80;
        Socket plain = new Socket();
        boolean ready = false;
        try {
            plain.connect(new InetSocketAddress(to.getHost(), port), (int) CONNECT_MAX.toMillis());
            plain.setSoTimeout((int) SILENCE_MAX.toMillis());
            plain.setTcpNoDelay(true);
            Socket socket = tls ? tls(plain, to.getHost(), port) : plain;
            ready = true;
            return socket;
        } finally {
            if (!ready) plain.close();
        }
    }

    private static Socket tls(Socket plain, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private void send(HttpRequest head, Map<String, List<String>> sent, InputStream body)
            throws IOException {
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
        String query = head.rawQuery().isEmpty() ? "" : "?" + head.rawQuery();
        line(out, head.method() + " " + head.rawPath() + query + " HTTP/1.1");
        for (Map.Entry<String, List<String>> header : sent.entrySet())
            for (String value : header.getValue()) line(out, header.getKey() + ": " + value);
        line(out, "connection: close");
        boolean chunked = head.headers().containsKey("transfer-encoding");
        if (chunked) line(out, "transfer-encoding: chunked");
        line(out, "");
        if (chunked) chunks(body, out);
        else body.transferTo(out);
        out.flush();
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.write('\r');
        out.write('\n');
    }

    private static void chunks(InputStream body, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int count;
        while ((count = body.read(buffer, 0, buffer.length)) >= 0) {
            if (count == 0) continue;
            line(out, Integer.toHexString(count));
            out.write(buffer, 0, count);
            line(out, "");
        }
        line(out, "0");
        line(out, "");
    }

    /** Interim answers are between us and the other. */
    private void read() throws IOException {
        do {
            String[] words = line().split(" ", 3);
            if (words.length < 2
                    || !words[0].startsWith("HTTP/1.")
                    || !words[1].matches("[1-9]\\d\\d"))
                throw new ProtocolException("the answer is not HTTP/1.1");
            status = Integer.parseInt(words[1]);
            headers = readHeaders();
        } while (status < 200);
    }

    private Map<String, List<String>> readHeaders() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        String line;
        for (int n = 0; !(line = line()).isEmpty(); n++) {
            int colon = line.indexOf(':');
            if (colon < 1 || n >= HEADERS_MAX)
                throw new ProtocolException("the answer's headers are not HTTP/1.1");
            found.computeIfAbsent(
                            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                            name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return found;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) throw new EOFException("the answer ends in its head");
            if (b != '\r') line.write(b);
            if (line.size() > LINE_BYTES_MAX)
                throw new ProtocolException("a line of the answer is too long");
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    int status() {
        return status;
    }

    /** By name in lower case. */
    Map<String, List<String>> headers() {
        return headers;
    }

    private boolean chunked() {
        return headers.getOrDefault("transfer-encoding", List.of()).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("chunked"));
    }

    private boolean bodiless(String method) {
        return method.equals("HEAD") || status == 204 || status == 304;
    }

    /** Of the body, or of that which is not there; empty when its end must be waited for. */
    OptionalLong length(String method) throws IOException {
        if (chunked()) return OptionalLong.empty();
        List<String> stated = headers.getOrDefault("content-length", List.of());
        if (stated.isEmpty()) return bodiless(method) ? OptionalLong.of(0) : OptionalLong.empty();
        if (!stated.getFirst().matches("\\d{1,18}"))
            throw new ProtocolException("the answer's length is not a number");
        return OptionalLong.of(Long.parseLong(stated.getFirst()));
    }

    InputStream body(String method) throws IOException {
        if (bodiless(method)) return InputStream.nullInputStream();
        if (chunked()) return new Framed(true, 0);
        OptionalLong length = length(method);
        return length.isPresent() ? new Framed(false, length.getAsLong()) : in;
    }

    /** A body whose end is known: a connection that ends before it is a failure. */
    private final class Framed extends InputStream {
        private final boolean chunks;
        private long left;
        private boolean ended;

        Framed(boolean chunks, long left) {
            this.chunks = chunks;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (left == 0 && !ended) next();
            if (ended) return -1;
            int count = in.read(into, from, (int) Math.min(length, left));
            if (count < 0) throw new EOFException("the answer ends before its length");
            left -= count;
            if (left == 0 && chunks && !line().isEmpty())
                throw new ProtocolException("a chunk of the answer has no end");
            return count;
        }

        private void next() throws IOException {
            if (!chunks) {
                ended = true;
                return;
            }
            String size = line().split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,15}"))
                throw new ProtocolException("the answer's chunks are not HTTP/1.1");
            left = Long.parseLong(size, 16);
            if (left > 0) return;
            readHeaders(); // trailers
            ended = true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            return; // as was wanted
        }
    }
}
