package homeport.aws.live;

import homeport.aws.HttpRequest;
import homeport.aws.sign.Signer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Requests that no honest client sends, each from one seed: a good request of some wire with one or
 * more things wrong in it. Most are correctly signed, to get past the door.
 */
final class Hostile {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** 256 KiB that would be 256 MiB. */
    private static final byte[] BOMB = zipped(new byte[0], 256);

    /** A request on its way to become bytes. */
    record Plan(
            String wire,
            String service,
            String method,
            String path,
            String query,
            Map<String, String> headers,
            byte[] body) {
        Plan body(byte[] other) {
            return new Plan(wire, service, method, path, query, headers, other);
        }

        Plan method(String other) {
            return new Plan(wire, service, other, path, query, headers, body);
        }

        Plan target(String otherPath, String otherQuery) {
            return new Plan(wire, service, method, otherPath, otherQuery, headers, body);
        }

        Plan with(String name, String value) {
            var more = new HashMap<>(headers);
            more.put(name, value);
            return new Plan(wire, service, method, path, query, more, body);
        }
    }

    private final Random random;

    Hostile(long seed) {
        this.random = new Random(seed);
    }

    /** A good request of one of the wires. */
    Plan good() {
        Bodies bodies = new Bodies(random);
        return switch (random.nextInt(5)) {
            case 0 ->
                    plan("xml", "rds", "application/x-www-form-urlencoded; charset=utf-8", "/")
                            .body(bodies.query());
            case 1 ->
                    plan("ec2", "ec2", "application/x-www-form-urlencoded; charset=utf-8", "/")
                            .body(bodies.ec2());
            case 2 ->
                    plan("json", "secretsmanager", "application/x-amz-json-1.1", "/")
                            .with("x-amz-target", "secretsmanager.CreateSecret")
                            .body(bodies.json());
            case 3 ->
                    plan("json", "monitoring", "application/x-amz-json-1.0", "/")
                            .with("x-amz-target", "GraniteServiceVersion20100801.PutMetricData")
                            .body(bodies.metrics());
            default ->
                    plan(
                                    "cbor",
                                    "monitoring",
                                    "application/cbor",
                                    "/service/GraniteServiceVersion20100801/operation/PutMetricData")
                            .with("smithy-protocol", "rpc-v2-cbor")
                            .body(bodies.cbor());
        };
    }

    private static Plan plan(String wire, String service, String type, String path) {
        return new Plan(
                wire,
                service,
                "POST",
                path,
                "",
                Map.of("content-type", type, "host", "127.0.0.1"),
                new byte[0]);
    }

    /** Something is wrong with it; the signature is right. */
    Plan bent(Plan good) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> good.body(mutated(good.body()));
            case 3 -> good.body(random(random.nextInt(300)));
            case 4 -> good.body(new Bodies(random).deep(good.wire()));
            case 5 -> good.body(new Bodies(random).odd(good.wire()));
            case 6 -> good.with("content-encoding", pick("gzip", "br", "gzip, gzip", "\t", "x"));
            case 7 -> gzip(good, random.nextBoolean());
            case 8 -> good.method(pick("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY"));
            case 9 ->
                    good.target(
                            good.path(),
                            pick(
                                    "Action=%",
                                    "a=%zz", "%ff=%fe", "Action=" + "x".repeat(9000), "&&&="));
            case 10 ->
                    good.target(
                            pick(
                                    "/x",
                                    "//",
                                    "/service/x",
                                    "/%00",
                                    "/a;b=c",
                                    "/service/a/operation/b"),
                            "");
            default -> header(good);
        };
    }

    private Plan header(Plan good) {
        String name =
                pick("content-type", "x-amz-target", "smithy-protocol", "accept", "x-amz-date-2");
        String value =
                pick(
                        "",
                        "application/json",
                        "text/xml",
                        "application/x-amz-json-9.9",
                        "GraniteServiceVersion20100801.",
                        ".PutMetricData",
                        "rpc-v2-json",
                        "x".repeat(random.nextInt(4000)));
        return good.with(name, value);
    }

    private Plan gzip(Plan good, boolean bomb) {
        byte[] body = bomb ? BOMB : mutated(zipped(good.body(), 0));
        return good.body(body).with("content-encoding", "gzip");
    }

    private static byte[] zipped(byte[] start, int zeroMegabytes) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(start);
            for (int i = 0; i < zeroMegabytes; i++) out.write(new byte[1 << 20]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * The bytes of a signed request, some of them wrong on the level of HTTP or of the signature.
     */
    byte[] bytes(Plan plan) {
        Signer signer =
                new Signer(
                        LiveServer.KEY,
                        LiveServer.SECRET,
                        "eu-central-1",
                        plan.service(),
                        TIME.format(Instant.now()));
        var lists = new HashMap<String, List<String>>();
        plan.headers().forEach((name, value) -> lists.put(name, List.of(value)));
        var request =
                new HttpRequest(plan.method(), plan.path(), plan.query(), lists, plan.body(), "");
        HttpRequest signed = sign(signer, request);
        var head = new StringBuilder();
        String query = plan.query().isEmpty() ? "" : "?" + plan.query();
        head.append(plan.method()).append(' ').append(plan.path()).append(query);
        head.append(" HTTP/1.1\r\nconnection: close\r\n");
        signed.headers()
                .forEach((name, values) ->
                        head.append(name).append(": ").append(values.getFirst()).append("\r\n"));
        boolean chunked = random.nextInt(8) == 0;
        if (chunked) head.append("transfer-encoding: chunked\r\n\r\n");
        else head.append("content-length: ").append(plan.body().length).append("\r\n\r\n");
        return join(
                head.toString().getBytes(StandardCharsets.ISO_8859_1),
                chunked ? chunks(plan.body()) : plan.body());
    }

    /** A query that cannot be decoded cannot be signed either; the door must stand that too. */
    private static HttpRequest sign(Signer signer, HttpRequest request) {
        try {
            return signer.header(request);
        } catch (IllegalArgumentException undecodable) {
            return signer.header(
                    new HttpRequest(
                            request.method(),
                            request.rawPath(),
                            "",
                            request.headers(),
                            request.body(),
                            ""));
        }
    }

    private static byte[] chunks(byte[] body) {
        byte[] head = (Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] end = "\r\n0\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        return body.length == 0
                ? "0\r\n\r\n".getBytes(StandardCharsets.UTF_8)
                : join(join(head, body), end);
    }

    /** The same with some bytes changed, cut out, doubled, or the end missing. */
    byte[] mutated(byte[] from) {
        if (from.length == 0) return random(4);
        byte[] to = from.clone();
        for (int i = random.nextInt(4) + 1; i > 0; i--) {
            int at = random.nextInt(to.length);
            switch (random.nextInt(4)) {
                case 0 -> to[at] = (byte) random.nextInt(256);
                case 1 -> to[at] = (byte) "%&=.{}[]\",:0\r\n\0".charAt(random.nextInt(15));
                case 2 -> to = Arrays.copyOf(to, Math.max(1, at));
                default ->
                        to = join(Arrays.copyOf(to, at), Arrays.copyOfRange(to, at / 2, to.length));
            }
        }
        return to;
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
