package homeport.aws.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.AwsException;
import homeport.aws.Call.Caller;
import homeport.aws.Credentials.AccessKey;
import homeport.aws.HttpRequest;
import homeport.aws.Permission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who may come in, and what AWS says to those who may not. Source: AWS IAM user guide, "Elements of
 * an AWS API request signature" and "Troubleshoot AWS Signature Version 4"; the first rows are the
 * guide's examples and the published test suite.
 */
class SigV4Test {
    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
    private static final String TOKEN = "token/with+signs=";
    private static final SigV4 SIGNATURES =
            new SigV4((id, token, now) ->
                    switch (id) {
                        case Signer.KEY -> key(token.isEmpty());
                        case "ASIATEMPORARY" -> key(token.equals(Optional.of(TOKEN)));
                        default -> Optional.empty();
                    });

    private static Optional<AccessKey> key(boolean known) {
        var caller = new Caller("id", "arn", "user");
        return known
                ? Optional.of(new AccessKey(Signer.SECRET, caller, Permission.ALL))
                : Optional.empty();
    }

    @Test
    void theDocumentedExampleOfIamListUsersIsAccepted() {
        HttpRequest request =
                request(
                        "GET",
                        "/",
                        "Action=ListUsers&Version=2010-05-08",
                        Map.of(
                                "host", "iam.amazonaws.com",
                                "content-type", "application/x-www-form-urlencoded; charset=utf-8",
                                "x-amz-date", "20150830T123600Z",
                                "authorization",
                                        """
                                        AWS4-HMAC-SHA256 \
                                        Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
                                        SignedHeaders=content-type;host;x-amz-date, \
                                        Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7\
                                        """));
        assertThat(SIGNATURES.verify(request, NOW))
                .isEqualTo(
                        new SigV4.Signed(
                                new Caller("id", "arn", "user"),
                                Permission.ALL,
                                "us-east-1",
                                "iam"));
    }

    /** Or a request would be led by one name and let in by another. */
    @Test
    void whoAsksForTheServiceHearsWhatIsVerified() {
        String scope = "AKIDEXAMPLE/20150830/us-east-1/%s/aws4_request";
        String twice =
                "AWS4-HMAC-SHA256 Credential=%s, Credential=%s, SignedHeaders=host, Signature=00"
                        .formatted(scope.formatted("s3"), scope.formatted("iam"));
        HttpRequest header = request("GET", "/", "", Map.of("authorization", twice));
        assertThat(SigV4.service(header)).contains("iam");
        String link =
                "X-Amz-Credential=%s&X-Amz-Credential=%s"
                        .formatted(scope.formatted("s3"), scope.formatted("iam"));
        assertThat(SigV4.service(request("GET", "/", link, Map.of()))).contains("iam");
    }

    /** Source: the published aws-sig-v4-test-suite, by the names of its cases. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    get-vanilla                   | GET  | /       |                             | host;x-amz-date | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    get-vanilla-query-order-key   | GET  | /       | Param1=value2&Param1=Value1 | host;x-amz-date | eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1
                    get-vanilla-query-order-value | GET  | /       | Param1=value2&Param1=value1 | host;x-amz-date | 5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694
                    get-vanilla-query-order-case  | GET  | /       | Param2=value2&Param1=value1 | host;x-amz-date | b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500
                    get-slashes                   | GET  | //      |                             | host;x-amz-date | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    get-relative                  | GET  | /a/..   |                             | host;x-amz-date | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    get-relative-relative         | GET  | /a/b/../.. |                          | host;x-amz-date | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    get-slash-dot-slash           | GET  | /./     |                             | host;x-amz-date | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    post-vanilla                  | POST | /       |                             | host;x-amz-date | 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b
                    """)
    void thePublishedSuiteIsAccepted(
            String name,
            String method,
            String path,
            String query,
            String signed,
            String signature) {
        HttpRequest request =
                request(
                        method,
                        path,
                        query == null ? "" : query,
                        Map.of(
                                "host", "example.amazonaws.com",
                                "x-amz-date", "20150830T123600Z",
                                "authorization",
                                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="
                                                + signed
                                                + ", Signature="
                                                + signature));
        assertThat(SIGNATURES.verify(request, NOW).service()).isEqualTo("service");
    }

    /** The signer shares no code with the verifier; both must read each request alike. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    a plain path                          | /                        | ""
                    an escaped path is escaped once more  | /a%20b/%E2%82%AC         | ""
                    signs that a path may hold            | /-_.~!$'()*,;:@=         | ""
                    a name without a value                | /                        | Action
                    an empty value                        | /                        | Action=
                    the same name twice                   | /                        | b=2&a=2&a=1&a=
                    an escaped equals sign                | /                        | a=1%3D2&a%3D=1
                    a plus is a space                     | /                        | a=1+2
                    what form encoders leave              | /                        | a=*~%7E'()
                    raw letters beyond ASCII              | /                        | a=é%20€😀
                    escapes of lower case                 | /                        | a=%e2%82%ac
                    """)
    void whateverAClientCanSignIsRead(String story, String path, String query) {
        Signer signer = Signer.example("rds");
        HttpRequest request = request("POST", path, query, Map.of("host", "h:8080"));
        assertThat(SIGNATURES.verify(signer.header(request), NOW).region()).isEqualTo("us-east-1");
        assertThat(SIGNATURES.verify(signer.presigned(request, 60, ""), NOW).service())
                .isEqualTo("rds");
    }

    /** One thing is changed after signing. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    nothing                          | -             | -                    | accepted
                    the method                       | method        | PUT                  | SignatureDoesNotMatch
                    the path                         | path          | /b                   | SignatureDoesNotMatch
                    the query                        | query         | a=2                  | SignatureDoesNotMatch
                    one parameter more               | query         | a=1&b=               | SignatureDoesNotMatch
                    the body                         | body          | Action=DropEverything | SignatureDoesNotMatch
                    the host                         | host          | evil                 | SignatureDoesNotMatch
                    a signed header                  | content-type  | text/html            | SignatureDoesNotMatch
                    a second value of a header       | content-type+ | text/html            | SignatureDoesNotMatch
                    spaces around a value            | content-type  | "  text/plain; q=1 " | accepted
                    spaces inside a value            | content-type  | text/plain;   q=1    | accepted
                    a header that nobody signed      | user-agent    | curl                 | accepted
                    an action that nobody signed     | x-amz-target  | X.Drop               | SignatureDoesNotMatch
                    any such header nobody signed    | x-amz-meta    | a                    | SignatureDoesNotMatch
                    the stated hash of the body      | x-amz-content-sha256 | 00            | SignatureDoesNotMatch
                    the body is not covered after all | x-amz-content-sha256 | UNSIGNED-PAYLOAD | SignatureDoesNotMatch
                    the moment                       | x-amz-date    | 20150830T123601Z     | SignatureDoesNotMatch
                    a moment on another day          | x-amz-date    | 20150831T123600Z     | SignatureDoesNotMatch
                    a moment that is none            | x-amz-date    | 20150830             | IncompleteSignature
                    no moment                        | x-amz-date    | -                    | IncompleteSignature
                    no signature                     | authorization | -                    | MissingAuthenticationToken
                    a token that nobody signed       | x-amz-security-token | t             | SignatureDoesNotMatch
                    """)
    void whatIsChangedAfterSigningIsFound(
            String story, String what, String value, String expected) {
        HttpRequest signed =
                Signer.example("rds")
                        .header(
                                request(
                                        "POST",
                                        "/a",
                                        "a=1",
                                        Map.of("host", "h", "content-type", "text/plain; q=1")));
        assertThat(verdict(change(signed, what, value), NOW)).isEqualTo(expected);
    }

    private static HttpRequest change(HttpRequest from, String what, String value) {
        var headers = new HashMap<>(from.headers());
        if (what.endsWith("+")) {
            String name = what.substring(0, what.length() - 1);
            headers.put(name, List.of(headers.get(name).getFirst(), value));
        } else if (value.equals("-")) headers.remove(what);
        else headers.put(what, List.of(value));
        return new HttpRequest(
                what.equals("method") ? value : from.method(),
                what.equals("path") ? value : from.rawPath(),
                what.equals("query") ? value : from.rawQuery(),
                headers,
                what.equals("body") ? value.getBytes(StandardCharsets.UTF_8) : from.body(),
                "");
    }

    /** The header is written by hand; {@code C}, {@code H}, {@code S} stand for its usual parts. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    another scheme              | Basic dXNlcjpwYXNz                            | IncompleteSignature   | Authorization must begin with 'AWS4-HMAC-SHA256'.
                    version 2                   | AWS AKID:sig                                  | IncompleteSignature   | must begin with
                    the scheme alone            | AWS4-HMAC-SHA256                              | IncompleteSignature   | must begin with
                    no credential               | AWS4-HMAC-SHA256 H, S                         | IncompleteSignature   | Authorization header requires 'Credential' parameter.
                    no signed headers           | AWS4-HMAC-SHA256 C, S                         | IncompleteSignature   | requires 'SignedHeaders' parameter.
                    no signature                | AWS4-HMAC-SHA256 C, H                         | IncompleteSignature   | requires 'Signature' parameter.
                    a key alone                 | AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE, H, S | IncompleteSignature   | exactly 5 slash-delimited elements
                    too many parts              | AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/rds/x/aws4_request, H, S | IncompleteSignature | exactly 5 slash-delimited elements
                    another end                 | AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/rds/aws5_request, H, S | IncompleteSignature | exactly 5 slash-delimited elements
                    no region                   | AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830//rds/aws4_request, H, S | IncompleteSignature | valid region
                    a path as a region          | AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/..\\/rds/aws4_request, H, S | IncompleteSignature | valid region
                    another day                 | AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150829/us-east-1/rds/aws4_request, H, S | SignatureDoesNotMatch | '20150829' != '20150830'
                    half a day                  | AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/201508/us-east-1/rds/aws4_request, H, S | SignatureDoesNotMatch | '201508' != '20150830'
                    no day                      | AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE//us-east-1/rds/aws4_request, H, S | SignatureDoesNotMatch | "'' != '20150830'"
                    the host is not signed      | AWS4-HMAC-SHA256 C, SignedHeaders=x-amz-date, S | IncompleteSignature | 'Host' must be a 'SignedHeader'
                    nothing is signed           | AWS4-HMAC-SHA256 C, SignedHeaders=, S         | IncompleteSignature   | 'Host' must be a 'SignedHeader'
                    an unknown key              | AWS4-HMAC-SHA256 Credential=AKIDOTHER/20150830/us-east-1/rds/aws4_request, H, S | InvalidClientTokenId | The security token included in the request is invalid.
                    an empty signature          | AWS4-HMAC-SHA256 C, H, Signature=             | SignatureDoesNotMatch | The request signature we calculated
                    a signature of other digits | AWS4-HMAC-SHA256 C, H, S                      | SignatureDoesNotMatch | The request signature we calculated
                    """)
    void aHeaderThatSaysTooLittleIsToldWhat(
            String story, String header, String code, String message) {
        String written =
                header.replaceFirst(
                                "\\bC,",
                                "Credential=AKIDEXAMPLE/20150830/us-east-1/rds/aws4_request,")
                        .replaceFirst("\\bH\\b", "SignedHeaders=host;x-amz-date")
                        .replaceFirst("\\bS$", "Signature=" + "0".repeat(64));
        HttpRequest request =
                request(
                        "POST",
                        "/",
                        "",
                        Map.of(
                                "host", "h",
                                "x-amz-date", "20150830T123600Z",
                                "authorization", written));
        assertThatThrownBy(() -> SIGNATURES.verify(request, NOW))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining(message)
                .extracting(e -> ((AwsException) e).code())
                .isEqualTo(code);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    the same moment                   | PT0S      | accepted              | accepted
                    a clock 15 min behind             | PT15M     | accepted              | RequestExpired
                    a clock 15 min and 1 s behind     | PT15M1S   | SignatureDoesNotMatch | RequestExpired
                    a clock 15 min ahead              | PT-15M    | accepted              | accepted
                    a clock 15 min and 1 s ahead      | PT-15M-1S | SignatureDoesNotMatch | SignatureDoesNotMatch
                    a URL at its last second          | PT1M      | accepted              | accepted
                    a URL one second later            | PT1M1S    | accepted              | RequestExpired
                    """)
    void aSignatureHasItsTime(String story, Duration late, String header, String presigned) {
        HttpRequest request = request("GET", "/", "a=1", Map.of("host", "h"));
        Signer signer = Signer.example("rds");
        assertThat(verdict(signer.header(request), NOW.plus(late))).isEqualTo(header);
        assertThat(verdict(signer.presigned(request, 60, ""), NOW.plus(late))).isEqualTo(presigned);
    }

    @Test
    void aSkewIsToldWithBothClocks() {
        HttpRequest signed =
                Signer.example("rds").header(request("GET", "/", "", Map.of("host", "h")));
        assertThatThrownBy(() -> SIGNATURES.verify(signed, NOW.plus(Duration.ofHours(1))))
                .hasMessage(
                        "Signature expired: 20150830T123600Z is now earlier than"
                                + " 20150830T132100Z (20150830T133600Z - 15 min.)");
        assertThatThrownBy(() -> SIGNATURES.verify(signed, NOW.minus(Duration.ofHours(1))))
                .hasMessage(
                        "Signature not yet current: 20150830T123600Z is still later than"
                                + " 20150830T115100Z (20150830T113600Z + 15 min.)");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    a week is the longest  | X-Amz-Expires=60        | X-Amz-Expires=604801    | IncompleteSignature
                    no negative time       | X-Amz-Expires=60        | X-Amz-Expires=-1        | IncompleteSignature
                    no word                | X-Amz-Expires=60        | X-Amz-Expires=soon      | IncompleteSignature
                    no huge number         | X-Amz-Expires=60        | X-Amz-Expires=99999999999999999999 | IncompleteSignature
                    a longer time          | X-Amz-Expires=60        | X-Amz-Expires=61        | SignatureDoesNotMatch
                    no time                | X-Amz-Expires=60        | a=1                     | IncompleteSignature
                    another algorithm      | X-Amz-Algorithm=AWS4-HMAC-SHA256 | X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256 | IncompleteSignature
                    no date                | X-Amz-Date=             | X-Amz-Day=              | IncompleteSignature
                    a broken date          | X-Amz-Date=             | X-Amz-Date=X            | SignatureDoesNotMatch
                    no credential          | X-Amz-Credential=       | X-Amz-Credo=            | IncompleteSignature
                    no signed headers      | X-Amz-SignedHeaders=host | X-Amz-SignedHeaders=   | IncompleteSignature
                    no signature           | X-Amz-Signature=        | X-Amz-Sign=             | MissingAuthenticationToken
                    a broken escape        | X-Amz-Signature=        | X-Amz-Signature=%       | SignatureDoesNotMatch
                    another action         | Action=a                | Action=b                | SignatureDoesNotMatch
                    """)
    void aPresignedUrlCannotBeBent(String story, String from, String to, String expected) {
        HttpRequest signed =
                Signer.example("rds")
                        .presigned(request("GET", "/", "Action=a", Map.of("host", "h")), 60, "");
        HttpRequest bent =
                new HttpRequest(
                        "GET",
                        "/",
                        signed.rawQuery().replace(from, to),
                        signed.headers(),
                        signed.body(),
                        "");
        assertThat(bent.rawQuery()).isNotEqualTo(signed.rawQuery());
        assertThat(verdict(bent, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    its own token       | token/with+signs= | accepted
                    another token       | token/with+signs  | InvalidClientTokenId
                    no token            | ""                | InvalidClientTokenId
                    """)
    void aTemporaryKeyNeedsItsToken(String story, String token, String expected) {
        Signer signer = new Signer("ASIATEMPORARY", Signer.SECRET, "us-east-1", "rds", Signer.TIME);
        var headers = new HashMap<>(Map.of("host", "h"));
        if (!token.isEmpty()) headers.put("x-amz-security-token", token);
        HttpRequest inHeader = signer.header(request("GET", "/", "a=1", headers));
        HttpRequest inQuery =
                signer.presigned(request("GET", "/", "a=1", Map.of("host", "h")), 60, token);
        assertThat(verdict(inHeader, NOW)).isEqualTo(expected);
        assertThat(verdict(inQuery, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    the body's own hash       | e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 | accepted
                    the hash of another body  | 03b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 | SignatureDoesNotMatch
                    the body was left out     | UNSIGNED-PAYLOAD                   | accepted
                    chunks signed one by one  | STREAMING-AWS4-HMAC-SHA256-PAYLOAD | IncompleteSignature
                    """)
    void aStatedHashIsHeldAgainstTheBody(String story, String hash, String expected) {
        HttpRequest request =
                request("POST", "/", "", Map.of("host", "h", "x-amz-content-sha256", hash));
        assertThat(verdict(Signer.example("rds").header(request), NOW)).isEqualTo(expected);
    }

    @Test
    void sixtyFourHeadersAreSignedAtMost() {
        var headers = new HashMap<>(Map.of("host", "h"));
        for (int i = 0; i < 62; i++) headers.put("a" + i, "b"); // and X-Amz-Date
        assertThat(verdict(Signer.example("rds").header(request("GET", "/", "", headers)), NOW))
                .isEqualTo("accepted");
        headers.put("a62", "b");
        HttpRequest one = Signer.example("rds").header(request("GET", "/", "", headers));
        assertThatThrownBy(() -> SIGNATURES.verify(one, NOW))
                .hasMessage("At most 64 headers may be signed.");
    }

    @Test
    void aPermanentKeyHasNoToken() {
        HttpRequest request =
                request("GET", "/", "", Map.of("host", "h", "x-amz-security-token", TOKEN));
        assertThat(verdict(Signer.example("rds").header(request), NOW))
                .isEqualTo("InvalidClientTokenId");
        HttpRequest plain = request("GET", "/", "", Map.of("host", "h"));
        assertThat(verdict(Signer.example("rds").presigned(plain, 60, TOKEN), NOW))
                .isEqualTo("InvalidClientTokenId");
    }

    @Test
    void aWrongSecretAWrongRegionAndAWrongServiceDoNotMatch() {
        HttpRequest request = request("GET", "/", "", Map.of("host", "h"));
        Signer wrong = new Signer(Signer.KEY, "guessed", "us-east-1", "rds", Signer.TIME);
        assertThat(verdict(wrong.header(request), NOW)).isEqualTo("SignatureDoesNotMatch");
        for (String part : List.of("us-east-1", "rds")) {
            HttpRequest signed = Signer.example("rds").header(request);
            String header = signed.header("authorization").orElseThrow();
            assertThat(verdict(change(signed, "authorization", header.replace(part, "other")), NOW))
                    .isEqualTo("SignatureDoesNotMatch");
        }
    }

    @Test
    void noSecretIsPrinted() {
        assertThat(key(true).toString()).doesNotContain(Signer.SECRET);
    }

    private static String verdict(HttpRequest request, Instant now) {
        try {
            SIGNATURES.verify(request, now);
            return "accepted";
        } catch (AwsException refused) {
            return refused.code();
        }
    }

    private static HttpRequest request(
            String method, String path, String query, Map<String, String> headers) {
        var lists = new HashMap<String, List<String>>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new HttpRequest(method, path, query, lists, new byte[0], "");
    }
}
