package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import homeport.server.stage.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * Parameters, objects and repositories as tools use them, over a service that is killed in the
 * middle of an upload; and a service that is not here, which another endpoint answers for.
 */
class ToolServicesIT {
    private static final String BUCKET = "assets";
    private static final int PART = 5 << 20;

    @TempDir Path home;

    private final BlockingQueue<String> forwarded = new LinkedBlockingQueue<>();
    private final CountDownLatch killed = new CountDownLatch(1);
    private Stage stage;

    @Test
    void toolsFindWhatTheyLeanOn() throws Exception {
        HttpServer other = other();
        String url = "http://127.0.0.1:" + other.getAddress().getPort();
        try (Stage opened = Stage.in(home, "--forward", url)) {
            stage = opened;
            parametersAndRepositories();
            try (S3Client s3 = s3()) {
                s3.createBucket(r -> r.bucket(BUCKET));
                objects(s3);
                parts(s3);
                signedLinks(s3);
                policies(s3);
            }
            aServiceThatIsNotHere();
            killedInTheMiddle();
        } finally {
            other.stop(0);
        }
    }

    private S3Client s3() throws IOException {
        return stage.client(S3Client.builder().region(Region.US_EAST_1).forcePathStyle(true));
    }

    private void parametersAndRepositories() throws IOException {
        try (SsmClient ssm = stage.client(SsmClient.builder().region(Region.US_EAST_1));
                EcrClient ecr = stage.client(EcrClient.builder().region(Region.US_EAST_1))) {
            ssm.putParameter(r -> r.name("/app/key").type("SecureString").value("hidden"));
            assertThat(ssm.getParameter(r -> r.name("/app/key:1").withDecryption(true)))
                    .satisfies(got -> assertThat(got.parameter().value()).isEqualTo("hidden"));
            ecr.createRepository(r -> r.repositoryName("team/app"));
            assertThat(ecr.describeImages(r -> r.repositoryName("team/app")).imageDetails())
                    .isEmpty();
        }
    }

    private static void objects(S3Client s3) {
        byte[] data = bytes(3 << 20);
        s3.putObject(
                r ->
                        r.bucket(BUCKET)
                                .key("a/one")
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                .metadata(java.util.Map.of("who", "me")),
                RequestBody.fromBytes(data));
        ResponseBytes<GetObjectResponse> got =
                s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("a/one"));
        assertThat(Arrays.equals(got.asByteArray(), data)).isTrue();
        assertThat(got.response().metadata()).containsEntry("who", "me");
        assertThat(
                        s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("a/one").range("bytes=-3"))
                                .asByteArray())
                .isEqualTo(Arrays.copyOfRange(data, data.length - 3, data.length));
        s3.putBucketVersioning(
                r -> r.bucket(BUCKET).versioningConfiguration(v -> v.status("Enabled")));
        s3.copyObject(r ->
                r.sourceBucket(BUCKET)
                        .sourceKey("a/one")
                        .destinationBucket(BUCKET)
                        .destinationKey("b/two"));
        s3.deleteObject(r -> r.bucket(BUCKET).key("b/two"));
        assertThat(s3.listObjectVersions(r -> r.bucket(BUCKET).prefix("b/")))
                .satisfies(all -> {
                    assertThat(all.versions()).hasSize(1);
                    assertThat(all.deleteMarkers()).hasSize(1);
                });
        assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET).delimiter("/")).commonPrefixes())
                .singleElement()
                .satisfies(prefix -> assertThat(prefix.prefix()).isEqualTo("a/"));
    }

    private static void parts(S3Client s3) {
        byte[] data = bytes(PART + 1000);
        String upload = s3.createMultipartUpload(r -> r.bucket(BUCKET).key("parts")).uploadId();
        List<CompletedPart> parts =
                Stream.of(1, 2)
                        .map(number -> {
                            byte[] part =
                                    Arrays.copyOfRange(
                                            data,
                                            (number - 1) * PART,
                                            Math.min(number * PART, data.length));
                            String tag =
                                    s3.uploadPart(
                                                    r ->
                                                            r.bucket(BUCKET)
                                                                    .key("parts")
                                                                    .uploadId(upload)
                                                                    .partNumber(number),
                                                    RequestBody.fromBytes(part))
                                            .eTag();
                            return CompletedPart.builder().partNumber(number).eTag(tag).build();
                        })
                        .toList();
        s3.completeMultipartUpload(r ->
                r.bucket(BUCKET)
                        .key("parts")
                        .uploadId(upload)
                        .multipartUpload(all -> all.parts(parts)));
        byte[] got = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("parts")).asByteArray();
        assertThat(Arrays.equals(got, data)).isTrue();
    }

    private void signedLinks(S3Client s3) throws Exception {
        s3.putObject(r -> r.bucket(BUCKET).key("link"), RequestBody.fromString("linked"));
        try (S3Presigner presigner =
                S3Presigner.builder()
                        .endpointOverride(URI.create(stage.api()))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                stage.key().accessKeyId(),
                                                stage.key().secretAccessKey())))
                        .serviceConfiguration(
                                S3Configuration.builder().pathStyleAccessEnabled(true).build())
                        .build()) {
            URI link =
                    presigner
                            .presignGetObject(r ->
                                    r.signatureDuration(Duration.ofMinutes(1))
                                            .getObjectRequest(g -> g.bucket(BUCKET).key("link")))
                            .url()
                            .toURI();
            URLConnection page = link.toURL().openConnection();
            try (InputStream in = page.getInputStream()) {
                assertThat(new String(in.readAllBytes())).isEqualTo("linked");
            }
            assertThat(page.getHeaderField("Content-Security-Policy"))
                    .as("a page is not of the console's origin")
                    .isEqualTo("sandbox");
            URI forged = URI.create(link.toString().replace("/link?", "/parts?"));
            assertThat(status(forged)).isEqualTo(403);
        }
    }

    private static int status(URI at) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    /** A user without policies of its own may what the bucket's says. */
    private void policies(S3Client root) throws IOException {
        AccessKey key;
        try (IamClient iam = stage.client(IamClient.builder().region(Region.AWS_GLOBAL))) {
            iam.createUser(r -> r.userName("reader"));
            key = iam.createAccessKey(r -> r.userName("reader")).accessKey();
        }
        try (S3Client user =
                stage.client(
                        S3Client.builder().region(Region.US_EAST_1).forcePathStyle(true),
                        AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()))) {
            assertThatThrownBy(() -> user.getObjectAsBytes(r -> r.bucket(BUCKET).key("link")))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            e -> {
                                assertThat(e.statusCode()).isEqualTo(403);
                                assertThat(e.getMessage()).contains("s3:GetObject", "user/reader");
                            });
            root.putBucketPolicy(r ->
                    r.bucket(BUCKET)
                            .policy(
                                    """
                                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                                    "Principal": {"AWS": "arn:aws:iam::000000000000:user/reader"},
                                    "Action": "s3:GetObject", "Resource": "arn:aws:s3:::assets/link"},
                                    {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
                                    "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}\
                                    """));
            assertThat(user.getObjectAsBytes(r -> r.bucket(BUCKET).key("link")).asUtf8String())
                    .isEqualTo("linked");
            assertThatThrownBy(() -> user.deleteObject(r -> r.bucket(BUCKET).key("link")))
                    .isInstanceOf(S3Exception.class);
        }
    }

    private HttpServer other() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String body = new String(exchange.getRequestBody().readAllBytes());
                    forwarded.add(
                            exchange.getRequestHeaders().getFirst("X-Amz-Target") + " " + body);
                    byte[] answer = "{\"TableNames\":[]}".getBytes();
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private void aServiceThatIsNotHere() throws Exception {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(stage.api()).toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("X-Amz-Target", "DynamoDB_20120810.ListTables");
        connection.setRequestProperty(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIAX/20261127/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00");
        connection.getOutputStream().write("{}".getBytes());
        assertThat(connection.getResponseCode()).isEqualTo(200);
        assertThat(new String(connection.getInputStream().readAllBytes()))
                .isEqualTo("{\"TableNames\":[]}");
        assertThat(forwarded.poll(10, TimeUnit.SECONDS))
                .isEqualTo("DynamoDB_20120810.ListTables {}");
    }

    /** Half of a new version has come: the old one is there afterwards, and nothing of the new. */
    private void killedInTheMiddle() throws Exception {
        try (S3Client s3 = s3()) {
            Thread upload = Thread.ofVirtual().unstarted(() -> hangingUpload(s3));
            upload.start();
            Stage.await("bytes of the upload on disk", Duration.ofSeconds(30), () -> blobs() == 6);
            stage.killService();
            killed.countDown();
            upload.join();
        }
        stage.up();
        try (S3Client s3 = s3()) {
            assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("link")).asUtf8String())
                    .isEqualTo("linked");
            assertThat(blobs())
                    .as("of two objects, one behind a marker, and two parts")
                    .isEqualTo(5);
        }
    }

    private long blobs() throws IOException {
        try (Stream<Path> all = Files.list(stage.data().resolve("s3/" + BUCKET + "/blobs"))) {
            return all.count();
        }
    }

    private void hangingUpload(S3Client s3) {
        try {
            s3.putObject(
                    r -> r.bucket(BUCKET).key("link").contentLength(8L << 20),
                    RequestBody.fromContentProvider(
                            hanging(), 8L << 20, "application/octet-stream"));
        } catch (SdkException | UncheckedIOException killed) {
            return; // as was meant
        }
    }

    /** Gives half of its bytes, and the rest when the service has been killed. */
    private ContentStreamProvider hanging() {
        return () ->
                new InputStream() {
                    private int given;

                    @Override
                    public int read() throws IOException {
                        if (given == 4 << 20) await();
                        return given++ < 8 << 20 ? 1 : -1;
                    }
                };
    }

    private void await() throws IOException {
        try {
            if (!killed.await(60, TimeUnit.SECONDS)) throw new IOException("nobody was killed");
        } catch (InterruptedException ended) {
            throw new IOException(ended);
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
