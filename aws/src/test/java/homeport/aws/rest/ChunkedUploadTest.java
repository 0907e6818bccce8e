package homeport.aws.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.AwsException;
import homeport.aws.Call.Caller;
import homeport.aws.Credentials.AccessKey;
import homeport.aws.HttpRequest;
import homeport.aws.Permission;
import homeport.aws.sign.ChunkSignatures;
import homeport.aws.sign.SigV4;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies in chunks. The signed one is the example of the S3 API reference. */
class ChunkedUploadTest {
    private static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final List<String> SIGNATURES =
            List.of(
                    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
                    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");

    @Test
    void theDocumentedChunksAreAccepted() throws IOException {
        String body = signed("a".repeat(65536));
        assertThat(read(upload(body, 66560, Optional.of(chunks()), false))).hasSize(66560);
    }

    @Test
    void aChangedChunkIsRefused() {
        String body = signed("b" + "a".repeat(65535));
        refused("SignatureDoesNotMatch", upload(body, 66560, Optional.of(chunks()), false));
    }

    @Test
    void trailersStandAfterTheBody() throws IOException {
        Upload upload =
                upload(
                        "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
                        5,
                        Optional.empty(),
                        true);
        assertThat(read(upload)).isEqualTo("hello");
        assertThat(upload.trailers()).containsEntry("x-amz-checksum-crc32", "NhCmhg==");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    too short                | 5;hello;0;;        | 9
                    too long                 | 5;hello;0;;        | 4
                    ends in a chunk          | 9;hello            | 9
                    ends before the last     | 5;hello;           | 5
                    no length                | x;hello;0;;        | 5
                    a length below nothing   | -5;hello;0;;       | 5
                    a chunk without its end  | 5;helloo;0;;       | 6
                    """)
    void whatIsNotWholeIsRefused(String story, String body, long length) {
        refused(
                "IncompleteBody",
                upload(body.replace(";", "\r\n"), length, Optional.empty(), true));
    }

    private static void refused(String code, Upload upload) {
        assertThatThrownBy(() -> read(upload))
                .isInstanceOfSatisfying(
                        AwsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Upload upload(
            String body, long length, Optional<ChunkSignatures> signatures, boolean trailers) {
        return new ChunkedUpload(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                OptionalLong.of(length),
                signatures,
                trailers);
    }

    private static String signed(String first) {
        String second = "a".repeat(1024);
        String format = "%x;chunk-signature=%s\r\n%s\r\n";
        return format.formatted(first.length(), SIGNATURES.get(0), first)
                + format.formatted(second.length(), SIGNATURES.get(1), second)
                + format.formatted(0, SIGNATURES.get(2), "");
    }

    private static ChunkSignatures chunks() {
        Map<String, List<String>> headers = new HashMap<>();
        Map.of(
                        "host", "s3.amazonaws.com",
                        "x-amz-date", "20130524T000000Z",
                        "x-amz-storage-class", "REDUCED_REDUNDANCY",
                        "x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                        "content-encoding", "aws-chunked",
                        "x-amz-decoded-content-length", "66560",
                        "content-length", "66824",
                        "authorization",
                                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
                .forEach((name, value) -> headers.put(name, List.of(value)));
        HttpRequest head =
                new HttpRequest(
                        "PUT",
                        "/examplebucket/chunkObject.txt",
                        "",
                        headers,
                        new byte[0],
                        "127.0.0.1");
        SigV4 signatures =
                new SigV4((id, token, now) ->
                        Optional.of(
                                new AccessKey(
                                        SECRET, new Caller(id, "arn", "user"), Permission.ALL)));
        return signatures.verifyHead(head, NOW).chunks();
    }

    private static String read(Upload upload) throws IOException {
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1000];
        int count;
        while ((count = upload.read(buffer, 0, buffer.length)) >= 0) out.write(buffer, 0, count);
        return out.toString(StandardCharsets.UTF_8);
    }
}
