package homeport.aws.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** JSON and CBOR bodies into requests. Rows in JSON are read again as CBOR of the same tree. */
class DataReaderTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    nothing                      | secret  | {}                                  | ()
                    a text                       | secret  | {"Name":"é😀\\u0001"}               | `(Name=é😀\u0001)`
                    null is absent               | secret  | {"Name":null,"Tags":null}           | ()
                    unknown members pass         | secret  | {"X":{"Y":[1,{"Z":2}]},"Name":"a"}  | (Name=a)
                    names are exact              | secret  | {"name":"a"}                        | ()
                    a boolean                    | secret  | {"ForceOverwriteReplicaSecret":true} | (ForceOverwriteReplicaSecret=true)
                    lists of structures          | secret  | {"Tags":[{"Key":"a"},{"Key":"b"}]}  | (Tags=[Tag(Key=a), Tag(Key=b)])
                    an empty list is present     | secret  | {"Tags":[]}                         | (Tags=[])
                    numbers                      | metrics | {"MetricData":[{"Value":1,"StorageResolution":60,"Values":[1.5,2]}]} | (MetricData=[MetricDatum(Value=1.0, Values=[1.5, 2.0], StorageResolution=60)])
                    a whole float is an integer  | metrics | {"MetricData":[{"StorageResolution":60.0}]} | (MetricData=[MetricDatum(StorageResolution=60)])
                    numbers that JSON cannot say | metrics | {"MetricData":[{"Values":["NaN","Infinity","-Infinity"]}]} | (MetricData=[MetricDatum(Values=[NaN, Infinity, -Infinity])])
                    whole seconds                | metrics | {"MetricData":[{"Timestamp":1795515630}]} | (MetricData=[MetricDatum(Timestamp=2026-11-24T10:20:30Z)])
                    seconds with a fraction      | metrics | {"MetricData":[{"Timestamp":1795515630.456}]} | (MetricData=[MetricDatum(Timestamp=2026-11-24T10:20:30.456Z)])
                    seconds with an exponent     | metrics | {"MetricData":[{"Timestamp":1.79551563E9}]} | (MetricData=[MetricDatum(Timestamp=2026-11-24T10:20:30Z)])
                    a timestamp as text          | metrics | {"MetricData":[{"Timestamp":"2026-11-24T10:20:30Z"}]} | (MetricData=[MetricDatum(Timestamp=2026-11-24T10:20:30Z)])
                    a map of structures          | publish | {"MessageAttributes":{"a":{"DataType":"String"}}} | (MessageAttributes={a=MessageAttributeValue(DataType=String)})
                    an empty map is present      | publish | {"MessageAttributes":{}}            | (MessageAttributes={})
                    bytes as base64              | publish | {"MessageAttributes":{"a":{"BinaryValue":"AP8="}}} | (MessageAttributes={a=MessageAttributeValue(BinaryValue=SdkBytes(bytes=0x00ff))})
                    the last of equal names      | secret  | {"Name":"a","Name":"b"}             | (Name=b)
                    """)
    void reads(String story, String into, String json, String expected) {
        assertThat(text(json(into, json))).isEqualTo(expected);
        if (!story.contains("base64")) assertThat(text(cbor(into, json))).isEqualTo(expected);
    }

    @Test
    void listsAreNotLongerThanMemoryIsWide() {
        String most = "{},".repeat(DataReader.ITEMS_MAX - 1) + "{}";
        assertThat(((CreateSecretRequest) json("secret", "{\"Tags\":[" + most + "]}")).tags())
                .hasSize(DataReader.ITEMS_MAX);
        assertThatThrownBy(() -> json("secret", "{\"Tags\":[" + most + ",{}]}"))
                .hasMessage(
                        "The value at 'Tags.100001' is one of more than 100000 in lists and maps.");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a number for a text          | secret  | {"Name":1}                  | The value at 'Name' must be a string.
                    a text for a boolean         | secret  | {"ForceOverwriteReplicaSecret":"true"} | The value at 'ForceOverwriteReplicaSecret' must be true or false.
                    a text for a list            | secret  | {"Tags":"a"}                | The value at 'Tags' must be a list.
                    a structure for a list       | secret  | {"Tags":{}}                 | The value at 'Tags' must be a list.
                    a text for a structure       | secret  | {"Tags":["a"]}              | The value at 'Tags.1' must be a structure.
                    a list for a text            | secret  | {"Name":["a"]}              | The value at 'Name' must be a string.
                    half a surrogate pair        | secret  | {"Name":"\\ud83d\\u0041"}  | The value at 'Name' must be a string.
                    the other half               | secret  | {"Name":"\\ude00"}         | The value at 'Name' must be a string.
                    null in a list               | secret  | {"Tags":[{"Key":"a"},null]} | The value at 'Tags.2' must not be null.
                    null in a map                | publish | {"MessageAttributes":{"a":null}} | The value at 'MessageAttributes.a' must not be null.
                    a list for a map             | publish | {"MessageAttributes":[]}    | The value at 'MessageAttributes' must be a map.
                    a text for a number          | metrics | {"MetricData":[{"Value":"1"}]} | The value at 'MetricData.1.Value' must be a number.
                    a fraction for an integer    | metrics | {"MetricData":[{"StorageResolution":1.5}]} | The value at 'MetricData.1.StorageResolution' must be an integer of 32 bits.
                    an integer too large         | metrics | {"MetricData":[{"StorageResolution":2147483648}]} | The value at 'MetricData.1.StorageResolution' must be an integer of 32 bits.
                    an integer far too large     | metrics | {"MetricData":[{"StorageResolution":99999999999999999999}]} | The value at 'MetricData.1.StorageResolution' must be an integer of 32 bits.
                    a word for a time            | metrics | {"MetricData":[{"Timestamp":"now"}]} | The value at 'MetricData.1.Timestamp' must be a timestamp.
                    a time out of reach          | metrics | {"MetricData":[{"Timestamp":1e300}]} | The value at 'MetricData.1.Timestamp' must be a timestamp.
                    a year out of reach          | metrics | {"MetricData":[{"Timestamp":"+999999999-01-01T00:00:00Z"}]} | The value at 'MetricData.1.Timestamp' must be a timestamp.
                    a boolean for a time         | metrics | {"MetricData":[{"Timestamp":true}]} | The value at 'MetricData.1.Timestamp' must be a timestamp.
                    a list instead of a request  | secret  | []                          | The request must be a structure.
                    a text instead of a request  | secret  | "a"                         | The request must be a structure.
                    null instead of a request    | secret  | null                        | The request must be a structure.
                    """)
    void tellsWhichValueIsWrong(String story, String into, String json, String message) {
        refused(() -> json(into, json), message);
        if (!json.contains("\\u")) refused(() -> cbor(into, json), message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    cut off               | {"Name":"a"
                    a bare word           | {"Name":a}
                    a comma too many      | {"Name":"a",}
                    a comment             | {"Name":/**/"a"}
                    quotes of the other kind | {'Name':"a"}
                    a bare NaN            | {"Name":NaN}
                    an unknown escape     | {"Name":"\\x"}
                    half a pair in a name | {"\\ud83d":1}
                    a number of 65 digits | {"X":11111111111111111111111111111111111111111111111111111111111111111}
                    """)
    void whatIsNotJsonIsToldWithoutRepeatingIt(String story, String json) {
        refused(() -> json("secret", json), "The body is not well-formed JSON.");
    }

    @Test
    void oneStructureIsARequestAndNothingFollows() {
        assertThat(text(json("secret", ""))).isEqualTo("()");
        refused(() -> json("secret", "{}{}"), "The request must end after its structure.");
    }

    @Test
    void nestingHasItsLimit() {
        String deep = "{\"X\":" + "[".repeat(63) + "]".repeat(63) + "}";
        assertThat(text(json("secret", deep))).isEqualTo("()");
        String deeper = "{\"X\":" + "[".repeat(64) + "]".repeat(64) + "}";
        refused(() -> json("secret", deeper), "The body is not well-formed JSON.");
        refused(() -> cbor("secret", deeper), "The body is not well-formed CBOR.");
    }

    @Test
    void bytesThatAreNotUtf8AreNotJson() {
        byte[] body = "{\"Name\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        body[9] = (byte) 0xff;
        refused(() -> read(body, "secret", true), "The body is not well-formed JSON.");
    }

    /** Source: RFC 8949, appendix A and B, for the bytes. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    an empty map                   | a0                                   | ()
                    an indefinite map              | bf644e616d656161ff                   | (Namespace=null)
                    tag 1 with an integer          | a16a4d65747269634461746181a16954696d657374616d70c11a6b05636e | 2026-11-24
                    tag 1 with a double            | a16a4d65747269634461746181a16954696d657374616d70c1fb41dac1593b9d2f1b | 2026-11-24T10:20:30.456Z
                    a half float                   | a16a4d65747269634461746181a16556616c7565f93e00 | Value=1.5
                    a text in pieces               | a1694e616d6573706163657f61616162ff   | (Namespace=ab)
                    """)
    void readsWhatOnlyCborCanSay(String story, String hex, String expected) {
        String seen = text(read(HexFormat.of().parseHex(hex), "metrics", false));
        if (expected.contains("null")) assertThat(seen).isEqualTo("()");
        else assertThat(seen).contains(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nothing after the map's head      | a1
                    a map that never ends             | bf
                    a text longer than the body       | 7b7fffffffffffffff61
                    a map of 2^63 entries             | bb7fffffffffffffff
                    a break without a beginning       | ff
                    a reserved length                 | 1c
                    an integer instead of a request   | 01
                    a list as a name                  | a1810101
                    two requests                      | a0a0
                    a name that is not UTF-8          | a162c3286161
                    """)
    void whatIsNotCborIsTheCallersError(String story, String hex) {
        assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex), "metrics", false))
                .isInstanceOf(AwsException.class)
                .extracting(e -> ((AwsException) e).code())
                .isEqualTo("SerializationException");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    an integer as a key    | b1714d65737361676541747472696275746573a101a0
                    bytes as a key         | a1714d65737361676541747472696275746573a14101a0
                    null as a key          | a1714d65737361676541747472696275746573a1f6a0
                    undefined as a value   | a1714d65737361676541747472696275746573f7
                    undefined in a map     | a1714d65737361676541747472696275746573a16161f7
                    undefined for bytes    | a1714d65737361676541747472696275746573a16161a16b42696e61727956616c7565f7
                    """)
    void oddKeysAndValuesNeverBreakAnything(String story, String hex) {
        try {
            text(read(HexFormat.of().parseHex(hex), "publish", false));
        } catch (AwsException told) {
            assertThat(told.code()).isEqualTo("SerializationException");
        }
    }

    private static void refused(Runnable read, String message) {
        assertThatThrownBy(read::run)
                .isInstanceOf(AwsException.class)
                .hasMessage(message)
                .extracting(e -> ((AwsException) e).code())
                .isEqualTo("SerializationException");
    }

    private static String text(Object request) {
        return request.toString().replaceFirst("^\\w+", "");
    }

    private static Object json(String into, String json) {
        return read(json.getBytes(StandardCharsets.UTF_8), into, true);
    }

    private static Object cbor(String into, String json) {
        var tree = JsonMapper.shared().readTree(json);
        return read(new CBORMapper().writeValueAsBytes(tree), into, false);
    }

    private static Object read(byte[] body, String into, boolean json) {
        SdkPojo builder =
                switch (into) {
                    case "secret" -> CreateSecretRequest.builder();
                    case "metrics" -> PutMetricDataRequest.builder();
                    case "publish" -> PublishRequest.builder();
                    default -> throw new AssertionError(into);
                };
        Formats.read(json ? Formats.JSON : Formats.CBOR, body, builder);
        return ((SdkBuilder<?, ?>) builder).build();
    }
}
