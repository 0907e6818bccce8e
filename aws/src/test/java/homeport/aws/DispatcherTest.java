package homeport.aws;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.sign.Signer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.rds.model.CreateDbProxyRequest;
import software.amazon.awssdk.services.rds.model.CreateDbProxyResponse;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** From a signed request to its handler, or to what the caller is told instead. */
class DispatcherTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/x-amz-json-1.1";
    private static final String METRICS = "GraniteServiceVersion20100801.PutMetricData";

    private final List<Object> done = new ArrayList<>();
    private final Dispatcher dispatcher = dispatcher();
    private Permission permission = Permission.ALL;

    private static final Logger LOG = Logger.getLogger(Dispatcher.class.getName());

    /** One row breaks a handler on purpose. */
    @BeforeAll
    static void quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOG.setLevel(null);
    }

    private Dispatcher dispatcher() {
        var services =
                List.of(
                        new Service("rds")
                                .on("CreateDBProxy", CreateDbProxyRequest::builder, this::proxy),
                        new Service("secretsmanager")
                                .on("CreateSecret", CreateSecretRequest::builder, this::secret),
                        new Service("cloudwatch")
                                .on("PutMetricData", PutMetricDataRequest::builder, this::metrics));
        var caller = new Call.Caller(Signer.KEY, "arn:aws:iam::123456789012:root", "123456789012");
        var key =
                new Credentials.AccessKey(
                        Signer.SECRET, caller, (call, asked) -> permission.check(call, asked));
        Credentials keys =
                (id, token, now) -> id.equals(Signer.KEY) ? Optional.of(key) : Optional.empty();
        InstantSource clock = InstantSource.fixed(Instant.parse("2015-08-30T12:36:00Z"));
        return new Dispatcher(services, keys, clock, "123456789012");
    }

    private CreateDbProxyResponse proxy(Call call, CreateDbProxyRequest request) {
        done.add(call);
        return CreateDbProxyResponse.builder().build();
    }

    private CreateSecretResponse secret(Call call, CreateSecretRequest request) {
        if (request.name().equals("bug")) throw new StackOverflowError();
        done.add(request);
        return CreateSecretResponse.builder().name(request.name()).build();
    }

    private PutMetricDataResponse metrics(Call call, PutMetricDataRequest request) {
        done.add(request);
        return PutMetricDataResponse.builder().build();
    }

    /** Each is signed for the service of the second column. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    no action                      | rds            | -                            | Version=2014-10-31              | 400 <Code>MissingAction</Code>
                    an action of no model          | rds            | -                            | Action=CreateDatabase           | 400 <Code>InvalidAction</Code><Message>Could not find operation CreateDatabase of rds.
                    an action that is not here     | rds            | -                            | Action=DeleteDBProxy            | 400 <Code>UnsupportedOperation</Code><Message>Homeport does not support DeleteDBProxy of rds.
                    a service that is not here     | dynamodb       | -                            | Action=ListTables               | 400 <Code>InvalidAction</Code><Message>Homeport does not offer the service dynamodb; it offers [monitoring, rds, secretsmanager].
                    JSON for a service of query    | rds            | AmazonRDSv19.CreateDBProxy   | {}                              | 400 {"__type":"UnknownOperationException","message":"The service rds is spoken as [query], not as [json]."
                    query for a service of JSON    | secretsmanager | -                            | Action=CreateSecret             | 400 <Code>InvalidAction</Code>
                    the target of another service  | secretsmanager | TrentService.CreateSecret    | {"Name":"a"}                    | 400 {"__type":"UnknownOperationException","message":"Could not find operation CreateSecret
                    no target                      | secretsmanager | CreateSecret.                | {"Name":"a"}                    | 400 {"__type":"UnknownOperationException"
                    one required member is missing | rds            | -                            | Action=CreateDBProxy&DBProxyName=p&RoleArn=r&VpcSubnetIds.1=s&Auth= | 400 <Code>MissingParameter</Code><Message>The request must contain the parameter EngineFamily.
                    an enumeration is broken       | rds            | -                            | Action=CreateDBProxy&DBProxyName=p&RoleArn=r&VpcSubnetIds.1=s&Auth=&EngineFamily=X | 400 <Code>InvalidParameterValue</Code><Message>Invalid value 'X' for EngineFamily. Must be one of MYSQL, POSTGRESQL, SQLSERVER.
                    a broken member in JSON        | secretsmanager | secretsmanager.CreateSecret  | {"Name":""}                     | 400 {"__type":"InvalidParameterException","message":"1 validation error detected: Value '' at 'name' failed to satisfy constraint: Member must be between 1 and 512 characters long"}
                    two broken members in JSON     | secretsmanager | secretsmanager.CreateSecret  | {"Tags":[{"Key":""}]}           | 400 {"__type":"InvalidParameterException","message":"2 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null; Value '' at 'tags.1.Key' failed
                    a sensitive value is not shown | secretsmanager | secretsmanager.CreateSecret  | {"Name":"a","SecretString":""}  | 400 {"__type":"InvalidParameterException","message":"1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must be between 1 and 65536 characters long, not 0"}
                    a broken form                  | rds            | -                            | Action=CreateDBProxy&a=%zz      | 400 <Code>MalformedQueryString</Code>
                    a broken body                  | secretsmanager | secretsmanager.CreateSecret  | {"Name":                        | 400 {"__type":"SerializationException"
                    a handler that broke           | secretsmanager | secretsmanager.CreateSecret  | {"Name":"bug"}                  | 500 {"__type":"InternalFailure","message":"The request failed for a reason that is Homeport's own;
                    """)
    void whatCannotBeDoneIsToldAndNothingIsDone(
            String story, String service, String target, String body, String expected) {
        var headers = new HashMap<>(Map.of("content-type", target.equals("-") ? FORM : JSON));
        if (!target.equals("-")) headers.put("x-amz-target", target);
        HttpResponse answer = send(service, "POST", "/", headers, utf8(body));
        assertThat(answer.status() + " " + text(answer)).contains(expected.substring(4));
        assertThat(answer.status()).isEqualTo(Integer.parseInt(expected.substring(0, 3)));
        assertThat(done).isEmpty();
    }

    /** Not even whether the request was well made. */
    @Test
    void whoMayNotLearnsNothingElseAndNothingIsDone() {
        permission = Permission.NONE;
        var form = Map.of("content-type", FORM);
        HttpResponse query = send("rds", "POST", "/", form, utf8("Action=CreateDBProxy"));
        assertThat(query.status()).isEqualTo(403);
        assertThat(text(query))
                .contains("<Code>AccessDenied</Code>")
                .contains("root is not authorized to perform: rds:CreateDBProxy");
        var json = Map.of("content-type", JSON, "x-amz-target", "secretsmanager.CreateSecret");
        HttpResponse denied = send("secretsmanager", "POST", "/", json, utf8("{\"Name\":\"a\"}"));
        assertThat(denied.status()).isEqualTo(400);
        assertThat(text(denied)).contains("\"__type\":\"AccessDeniedException\"");
        assertThat(done).isEmpty();
    }

    @Test
    void aHandlerLearnsWhoAskedWhereAndWhen() {
        HttpResponse answer =
                send(
                        "rds",
                        "POST",
                        "/",
                        Map.of("content-type", FORM),
                        utf8(
                                "Action=CreateDBProxy&DBProxyName=p&RoleArn=r&VpcSubnetIds.1=s&Auth="
                                        + "&EngineFamily=POSTGRESQL"));
        assertThat(answer.status()).isEqualTo(200);
        Call call = (Call) done.getFirst();
        assertThat(call.region()).isEqualTo("us-east-1");
        assertThat(call.caller().accessKeyId()).isEqualTo(Signer.KEY);
        assertThat(call.now()).isEqualTo(Instant.parse("2015-08-30T12:36:00Z"));
        assertThat(call.requestId()).isEqualTo(answer.headers().get("x-amzn-RequestId"));
        assertThat(text(answer)).contains("<RequestId>" + call.requestId() + "</RequestId>");
        assertThat(call.arn("rds", "db:a")).isEqualTo("arn:aws:rds:us-east-1:123456789012:db:a");
    }

    @Test
    void noTwoAnswersShareARequestId() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 10; i++)
            ids.add(
                    send("rds", "GET", "/", Map.of(), new byte[0])
                            .headers()
                            .get("x-amzn-RequestId"));
        assertThat(ids).doesNotHaveDuplicates();
    }

    /** CloudWatch is spoken as query, JSON 1.0 and CBOR by clients of different ages. */
    @Test
    void oneServiceIsSpokenOnThreeWires() {
        String path = "/service/GraniteServiceVersion20100801/operation/PutMetricData";
        byte[] cbor = {
            (byte) 0xa2,
            0x69,
            'N',
            'a',
            'm',
            'e',
            's',
            'p',
            'a',
            'c',
            'e',
            0x61,
            'N',
            0x6a,
            'M',
            'e',
            't',
            'r',
            'i',
            'c',
            'D',
            'a',
            't',
            'a',
            (byte) 0x80
        };
        var answers =
                List.of(
                        send(
                                "monitoring",
                                "POST",
                                "/",
                                Map.of("content-type", FORM),
                                utf8("Action=PutMetricData&Namespace=N&MetricData=")),
                        send(
                                "monitoring",
                                "POST",
                                "/",
                                Map.of("x-amz-target", METRICS),
                                utf8("{\"Namespace\":\"N\",\"MetricData\":[]}")),
                        send(
                                "monitoring",
                                "POST",
                                path,
                                Map.of("smithy-protocol", "rpc-v2-cbor"),
                                cbor));
        assertThat(answers).extracting(HttpResponse::status).containsOnly(200);
        assertThat(done).hasSize(3);
        assertThat(done.get(1)).isEqualTo(done.get(0));
        assertThat(done.get(2)).isEqualTo(done.get(0));
        assertThat(answers.get(2).headers()).containsEntry("smithy-protocol", "rpc-v2-cbor");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    POST to another path       | POST | /service/X/op/PutMetricData | rpc-v2-cbor | SerializationException
                    GET                        | GET  | /service/GraniteServiceVersion20100801/operation/PutMetricData | rpc-v2-cbor | SerializationException
                    another protocol           | POST | /service/GraniteServiceVersion20100801/operation/PutMetricData | rpc-v2-json | SerializationException
                    another service's name     | POST | /service/TrentService/operation/PutMetricData | rpc-v2-cbor | UnknownOperationException
                    another operation          | POST | /service/GraniteServiceVersion20100801/operation/Drop | rpc-v2-cbor | UnknownOperationException
                    """)
    void aCborRequestIsExact(
            String story, String method, String path, String protocol, String code) {
        HttpResponse answer =
                send("monitoring", method, path, Map.of("smithy-protocol", protocol), new byte[0]);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(text(answer)).contains(code);
        assertThat(answer.headers()).containsEntry("Content-Type", "application/cbor");
        assertThat(done).isEmpty();
    }

    @Test
    void bodiesMayBeCompressed() throws Exception {
        byte[] form = utf8("Action=PutMetricData&Namespace=N&MetricData=");
        assertThat(metrics("gzip", gzip(form)).status()).isEqualTo(200);
        assertThat(metrics("GZIP", gzip(form)).status()).isEqualTo(200);
        for (String plain : List.of("identity", "", "amz-1.0"))
            assertThat(metrics(plain, form).status()).as(plain).isEqualTo(200);
        assertThat(done).hasSize(5);
        assertThat(text(metrics("br", form)))
                .contains("<Message>Content-Encoding is br, allowed gzip.</Message>");
        assertThat(text(metrics("gzip", form))).contains("The body is not valid gzip.");
        byte[] cut = Arrays.copyOf(gzip(form), 20);
        assertThat(text(metrics("gzip", cut))).contains("The body is not valid gzip.");
        HttpResponse bomb = metrics("gzip", gzip(new byte[(4 << 20) + 1]));
        assertThat(bomb.status()).isEqualTo(413);
        assertThat(text(bomb)).contains("<Code>RequestTooLarge</Code>");
        assertThat(done).hasSize(5);
    }

    private HttpResponse metrics(String encoding, byte[] body) {
        return send(
                "monitoring",
                "POST",
                "/",
                Map.of("content-type", FORM, "content-encoding", encoding),
                body);
    }

    @Test
    void whoIsNotKnownLearnsNothingOfServicesAndActions() {
        var request =
                new HttpRequest(
                        "POST",
                        "/",
                        "",
                        Map.of("host", List.of("h"), "x-amz-target", List.of("secretsmanager.X")),
                        new byte[0],
                        "");
        HttpResponse answer = dispatcher.answer(request);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(text(answer)).contains("MissingAuthenticationTokenException");
    }

    @Test
    void whatNobodySignsIsCarriedOutWhereTheServiceSaysSo() {
        var sts =
                new Service("sts")
                        .onUnsigned(
                                "AssumeRoleWithWebIdentity",
                                AssumeRoleWithWebIdentityRequest::builder,
                                (call, request) -> {
                                    assertThat(call.caller()).isEqualTo(Call.Caller.NOBODY);
                                    throw new AwsException("InvalidIdentityToken", "no");
                                })
                        .on(
                                "GetCallerIdentity",
                                GetCallerIdentityRequest::builder,
                                (call, request) -> GetCallerIdentityResponse.builder().build());
        var only =
                new Dispatcher(
                        List.of(sts),
                        (id, token, now) -> Optional.empty(),
                        InstantSource.system(),
                        "123456789012");
        String web = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15";
        assertThat(told(only, web)).startsWith("400 ").contains("<Code>ValidationError</Code>");
        assertThat(
                        told(
                                only,
                                web
                                        + "&RoleArn=arn:aws:iam::123456789012:role/r"
                                        + "&RoleSessionName=me&WebIdentityToken=abcd"))
                .startsWith("400 ")
                .contains("<Code>InvalidIdentityToken</Code>");
        assertThat(told(only, "Action=GetCallerIdentity&Version=2011-06-15"))
                .startsWith("403 ")
                .contains("<Code>MissingAuthenticationToken</Code>");
    }

    private String told(Dispatcher by, String form) {
        HttpResponse answer =
                by.answer(
                        new HttpRequest(
                                "POST",
                                "/",
                                "",
                                Map.of("host", List.of("h"), "content-type", List.of(FORM)),
                                form.getBytes(StandardCharsets.UTF_8),
                                ""));
        return answer.status() + " " + text(answer);
    }

    private HttpResponse send(
            String service, String method, String path, Map<String, String> headers, byte[] body) {
        var lists = new HashMap<String, List<String>>();
        lists.put("host", List.of("h"));
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        var request = new HttpRequest(method, path, "", lists, body, "");
        return dispatcher.answer(Signer.example(service).header(request));
    }

    private static byte[] gzip(byte[] body) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(body);
        }
        return bytes.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(HttpResponse answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
