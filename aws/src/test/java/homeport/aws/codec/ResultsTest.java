package homeport.aws.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import homeport.aws.model.ServiceModel;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.rds.model.DBEngineVersion;
import software.amazon.awssdk.services.rds.model.DescribeDbEngineVersionsResponse;
import software.amazon.awssdk.services.rds.model.DescribeEventsResponse;
import software.amazon.awssdk.services.rds.model.Event;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.rds.model.Tag;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;

/** Results as each wire writes them. {@code ID} stands for the request id. */
class ResultsTest {
    private static final Instant TIME = Instant.parse("2026-11-24T10:20:30.456789Z");

    static Stream<Arguments> xml() {
        return Stream.of(
                arguments(
                        "an action without result has its metadata only",
                        "rds AddTagsToResource",
                        AddTagsToResourceResponse.builder().build(),
                        "<AddTagsToResourceResponse"
                                + " xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">"
                                + "<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata>"
                                + "</AddTagsToResourceResponse>"),
                arguments(
                        "an empty list is an empty element, an absent text none",
                        "rds DescribeEvents",
                        DescribeEventsResponse.builder().build(),
                        rds("DescribeEvents", "<Events></Events>")),
                arguments(
                        "a list that was set empty is the same",
                        "rds DescribeEvents",
                        DescribeEventsResponse.builder().events(List.of()).marker("").build(),
                        rds("DescribeEvents", "<Marker></Marker><Events></Events>")),
                arguments(
                        "members have the model's names, timestamps milliseconds",
                        "rds DescribeEvents",
                        DescribeEventsResponse.builder()
                                .events(Event.builder().date(TIME).message("m").build())
                                .build(),
                        rds(
                                "DescribeEvents",
                                "<Events><Event><Message>m</Message><EventCategories>"
                                        + "</EventCategories><Date>2026-11-24T10:20:30.456Z</Date>"
                                        + "</Event></Events>")),
                arguments(
                        "what XML forbids is replaced, a carriage return kept by reference",
                        "rds ListTagsForResource",
                        tag("<&>\"'\r\n\t\u0000\u0001\u001f\ufffe\uffff\ud83d é😀"),
                        rds(
                                "ListTagsForResource",
                                "<TagList><Tag><Key>k</Key><Value>&lt;&amp;&gt;\"'&#13;\n\t"
                                        + "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd é😀"
                                        + "</Value></Tag></TagList>")),
                arguments(
                        "a map is a list of entries",
                        "sns GetTopicAttributes",
                        GetTopicAttributesResponse.builder().attributes(Map.of("a", "b")).build(),
                        "<GetTopicAttributesResponse"
                                + " xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
                                + "<GetTopicAttributesResult><Attributes><entry><key>a</key>"
                                + "<value>b</value></entry></Attributes></GetTopicAttributesResult>"
                                + "<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata>"
                                + "</GetTopicAttributesResponse>"));
    }

    static Stream<Arguments> ec2() {
        return Stream.of(
                arguments(
                        "ec2 has no wrapper and names of its own",
                        "ec2 DescribeVpcs",
                        DescribeVpcsResponse.builder()
                                .vpcs(Vpc.builder().vpcId("v").isDefault(false).build())
                                .build(),
                        "<DescribeVpcsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15\">"
                                + "<requestId>ID</requestId><vpcSet><item>"
                                + "<ipv6CidrBlockAssociationSet></ipv6CidrBlockAssociationSet>"
                                + "<cidrBlockAssociationSet></cidrBlockAssociationSet>"
                                + "<isDefault>false</isDefault><tagSet></tagSet><vpcId>v</vpcId>"
                                + "</item></vpcSet></DescribeVpcsResponse>"),
                arguments(
                        "ec2 says true where there is no result",
                        "ec2 CreateTags",
                        CreateTagsResponse.builder().build(),
                        "<CreateTagsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15\">"
                                + "<requestId>ID</requestId><return>true</return>"
                                + "</CreateTagsResponse>"));
    }

    private static ListTagsForResourceResponse tag(String value) {
        return ListTagsForResourceResponse.builder()
                .tagList(Tag.builder().key("k").value(value).build())
                .build();
    }

    private static String rds(String action, String result) {
        return "<"
                + action
                + "Response xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><"
                + action
                + "Result>"
                + result
                + "</"
                + action
                + "Result><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></"
                + action
                + "Response>";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"xml", "ec2"})
    void queryAndEc2WriteXml(String story, String action, SdkPojo result, String expected)
            throws Exception {
        HttpResponse answer = answer(QueryWire.INSTANCE, action, result);
        assertThat(body(answer)).isEqualTo(expected);
        assertThat(answer.headers()).containsEntry("Content-Type", "text/xml;charset=UTF-8");
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(answer.body()));
    }

    @Test
    void aMapThatNobodySetHasNoElement() {
        var none = GetTopicAttributesResponse.builder().build();
        assertThat(body(answer(QueryWire.INSTANCE, "sns GetTopicAttributes", none)))
                .contains("<GetTopicAttributesResult></GetTopicAttributesResult>");
    }

    /**
     * What boto3 and JMESPath ask of every version: the key must be there when nothing is in it.
     */
    @Test
    void everyListOfAResultHasItsElement() {
        String xml =
                body(
                        answer(
                                QueryWire.INSTANCE,
                                "rds DescribeDBEngineVersions",
                                DescribeDbEngineVersionsResponse.builder()
                                        .dbEngineVersions(DBEngineVersion.builder().build())
                                        .build()));
        assertThat(xml)
                .contains("<ValidUpgradeTarget></ValidUpgradeTarget>")
                .contains("<SupportedCharacterSets></SupportedCharacterSets>")
                .contains("<TagList></TagList>");
    }

    static Stream<Arguments> json() {
        return Stream.of(
                arguments(
                        "lists that nobody set are left out",
                        "secretsmanager GetSecretValue",
                        GetSecretValueResponse.builder().name("a").build(),
                        "{\"Name\":\"a\"}"),
                arguments(
                        "empty ones that were set are written",
                        "secretsmanager GetSecretValue",
                        GetSecretValueResponse.builder().versionStages(List.of()).build(),
                        "{\"VersionStages\":[]}"),
                arguments(
                        "a timestamp is a number without an exponent",
                        "secretsmanager GetSecretValue",
                        GetSecretValueResponse.builder().createdDate(TIME).build(),
                        "{\"CreatedDate\":1795515630.456}"),
                arguments(
                        "and without a fraction where there is none",
                        "secretsmanager GetSecretValue",
                        GetSecretValueResponse.builder()
                                .createdDate(Instant.ofEpochSecond(1_000_000_000))
                                .build(),
                        "{\"CreatedDate\":1000000000}"),
                arguments(
                        "bytes are base64, control characters escaped",
                        "secretsmanager GetSecretValue",
                        GetSecretValueResponse.builder()
                                .secretBinary(SdkBytes.fromByteArray(new byte[] {0, -1}))
                                .secretString("\u0001é😀")
                                .build(),
                        "{\"SecretBinary\":\"AP8=\",\"SecretString\":\"\\u0001é😀\"}"),
                arguments(
                        "what JSON has no number for is a text",
                        "cloudwatch GetMetricData",
                        values(1.5, Double.NaN, Double.NEGATIVE_INFINITY, 1e300),
                        "{\"MetricDataResults\":[{\"Id\":\"q\",\"Values\":"
                                + "[1.5,\"NaN\",\"-Infinity\",1.0E300]}]}"));
    }

    private static GetMetricDataResponse values(Double... values) {
        return GetMetricDataResponse.builder()
                .metricDataResults(MetricDataResult.builder().id("q").values(values).build())
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("json")
    void jsonIsWritten(String story, String action, SdkPojo result, String expected) {
        HttpResponse answer = answer(wire("x-amz-target", "a.b"), action, result);
        assertThat(body(answer)).isEqualTo(expected);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/x-amz-json-1.1")
                .containsEntry("x-amzn-RequestId", "ID");
    }

    /** Source: Smithy, "Smithy RPC v2 CBOR protocol"; RFC 8949 for the bytes. */
    @Test
    void cborWritesTag1AndDoubles() {
        var result =
                GetMetricDataResponse.builder()
                        .metricDataResults(
                                MetricDataResult.builder()
                                        .id("q")
                                        .timestamps(Instant.ofEpochSecond(1))
                                        .values(1.5)
                                        .build())
                        .build();
        HttpResponse answer =
                answer(wire("smithy-protocol", "rpc-v2-cbor"), "cloudwatch GetMetricData", result);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/cbor")
                .containsEntry("smithy-protocol", "rpc-v2-cbor");
        assertThat(HexFormat.of().formatHex(answer.body()))
                .contains("c1fb3ff0000000000000") // 1 second since 1970
                .contains("fb3ff8000000000000"); // 1.5
    }

    @Test
    void cborWithoutMembersIsAnEmptyBodyOfNoType() {
        HttpResponse answer =
                answer(
                        wire("smithy-protocol", "rpc-v2-cbor"),
                        "cloudwatch PutMetricData",
                        PutMetricDataResponse.builder().build());
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers()).doesNotContainKey("Content-Type");
    }

    @ParameterizedTest(name = "{0} is answered as {1}")
    @CsvSource({
        "application/x-amz-json-1.0, application/x-amz-json-1.0",
        "application/x-amz-json-1.1, application/x-amz-json-1.1",
        "application/x-amz-json-1.1; charset=utf-8, application/x-amz-json-1.1",
        "application/json, application/x-amz-json-1.1",
    })
    void jsonIsAnsweredInItsVersion(String sent, String answered) {
        var headers = Map.of("x-amz-target", List.of("a.b"), "content-type", List.of(sent));
        Wire wire = Wire.of(new HttpRequest("POST", "/", "", headers, new byte[0], ""));
        assertThat(
                        answer(
                                        wire,
                                        "secretsmanager GetSecretValue",
                                        GetSecretValueResponse.builder().build())
                                .headers())
                .containsEntry("Content-Type", answered);
    }

    private static Wire wire(String header, String value) {
        return Wire.of(
                new HttpRequest("POST", "/", "", Map.of(header, List.of(value)), new byte[0], ""));
    }

    private static HttpResponse answer(Wire wire, String action, SdkPojo result) {
        String[] words = action.split(" ");
        ServiceModel model = ServiceModel.of(Map.of(words[0], Set.of(words[1]))).getFirst();
        HttpResponse answer = wire.result(model, words[1], result, "ID");
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private static String body(HttpResponse answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
