package homeport.bench;

import homeport.server.data.RootKey;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * Sends one signed request of the query wire again and again over one connection. As little of a
 * client as can be, so that what is measured is the service.
 */
final class ApiCaller implements AutoCloseable {
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream in;
    private final byte[] request;

    ApiCaller(String api, RootKey key, String form) throws IOException {
        URI uri = URI.create(api);
        socket = new Socket(uri.getHost(), uri.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        request = signed(api, key, form.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] signed(String api, RootKey key, byte[] body) {
        SdkHttpRequest plain =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(URI.create(api + "/"))
                        .putHeader("Content-Type", "application/x-www-form-urlencoded")
                        .putHeader("Content-Length", Integer.toString(body.length))
                        .build();
        AwsBasicCredentials identity =
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
        SignedRequest signed =
                AwsV4HttpSigner.create()
                        .sign(r ->
                                r.identity(identity)
                                        .request(plain)
                                        .payload(() -> new ByteArrayInputStream(body))
                                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "rds")
                                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\n");
        signed.request()
                .forEachHeader(
                        (name, values) -> head.append(name + ": " + values.getFirst() + "\r\n"));
        String text = head + "\r\n" + new String(body, StandardCharsets.US_ASCII);
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * @return the body
     * @throws IOException the answer is not 200
     */
    byte[] call() throws IOException {
        socket.getOutputStream().write(request);
        String status = line();
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line())
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH))
                length = Integer.parseInt(line.substring(LENGTH.length()).strip());
        byte[] body = in.readNBytes(length);
        if (!status.contains(" 200 "))
            throw new IOException(status + ": " + new String(body, StandardCharsets.UTF_8));
        return body;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new EOFException("closed by the service");
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
