package homeport.cloud.sns;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A web server that receives notifications, as users have them. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
    volatile int status = 200;

    /** One POST. */
    record Got(String type, String subscription, boolean raw, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    var headers = exchange.getRequestHeaders();
                    var body = exchange.getRequestBody().readAllBytes();
                    int answer = status; // a test may change it as soon as it has got this
                    got.add(
                            new Got(
                                    headers.getFirst("x-amz-sns-message-type"),
                                    String.valueOf(headers.getFirst("x-amz-sns-subscription-arn")),
                                    headers.containsKey("x-amz-sns-rawdelivery"),
                                    new String(body, StandardCharsets.UTF_8)));
                    exchange.sendResponseHeaders(answer, -1);
                    exchange.close();
                });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    Got next() throws InterruptedException {
        Got next = got.poll(20, TimeUnit.SECONDS);
        if (next == null) throw new AssertionError("nothing came in 20 s");
        return next;
    }

    boolean isEmpty() {
        return got.isEmpty();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
