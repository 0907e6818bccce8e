package homeport.aws.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.AwsException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbProxyRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeEventsRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Form parameters as clients write them. Source: Smithy, "AWS query protocol" and "AWS EC2 query
 * protocol"; the aliases are what botocore, the SDKs and hand-written requests send.
 */
class QueryReaderTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    a text                              | create | DBInstanceIdentifier=a          | (DBInstanceIdentifier=a)
                    a plus is a space                   | create | Engine=a+b%2Bc                  | (Engine=a b+c)
                    escapes of UTF-8                    | create | Engine=%C3%A9%F0%9F%98%80       | (Engine=é😀)
                    raw UTF-8 beside an escape          | create | Engine=é😀%20                   | "(Engine=é😀 )"
                    an empty text                       | create | Engine=                         | (Engine=)
                    a name without a value              | create | Engine                          | (Engine=)
                    the last of equal names             | create | Engine=a&Engine=b               | (Engine=b)
                    what nobody knows is passed over    | create | Enginn=a                        | ()
                    numbers and booleans                | create | AllocatedStorage=20&MultiAZ=TRUE | (AllocatedStorage=20, MultiAZ=true)
                    members by their name in the model  | create | Tags.Tag.1.Key=k&Tags.Tag.1.Value=v | (Tags=[Tag(Key=k, Value=v)])
                    members by the usual name           | create | Tags.member.1.Key=k             | (Tags=[Tag(Key=k)])
                    members by number alone             | create | Tags.1.Key=k                    | (Tags=[Tag(Key=k)])
                    in the order of their numbers       | create | Tags.1.Key=b&Tags.10.Key=c&Tags.0.Key=a | (Tags=[Tag(Key=a), Tag(Key=b), Tag(Key=c)])
                    a list that was never sent          | create | Engine=a                        | (Engine=a)
                    a list that is present and empty    | create | VpcSecurityGroupIds=            | (VpcSecurityGroupIds=[])
                    the same with the members' name     | create | VpcSecurityGroupIds.VpcSecurityGroupId= | (VpcSecurityGroupIds=[])
                    the same with the usual name        | create | VpcSecurityGroupIds.member=     | (VpcSecurityGroupIds=[])
                    no authentication at all            | proxy  | Auth=                           | (Auth=[])
                    lists in lists                      | describe | Filters.Filter.1.Name=n&Filters.Filter.1.Values.Value.1=a&Filters.Filter.1.Values.Value.2=b | (Filters=[Filter(Name=n, Values=[a, b])])
                    and by their aliases                | describe | Filters.member.1.Name=n&Filters.member.1.Values.member.1=a | (Filters=[Filter(Name=n, Values=[a])])
                    ec2's flattened lists               | vpcs   | VpcId.1=a&VpcId.2=b&Filter.1.Name=n&Filter.1.Value.1=x&Filter.1.Value.2=y | (Filters=[Filter(Name=n, Values=[x, y])], VpcIds=[a, b])
                    a map                               | publish | MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=String | (MessageAttributes={n=MessageAttributeValue(DataType=String)})
                    a map by the usual names            | publish | MessageAttributes.entry.1.key=n&MessageAttributes.entry.1.value.DataType=String | (MessageAttributes={n=MessageAttributeValue(DataType=String)})
                    an empty map                        | publish | MessageAttributes=             | (MessageAttributes={})
                    bytes                               | publish | MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.BinaryValue=AP8%3D | (MessageAttributes={n=MessageAttributeValue(BinaryValue=SdkBytes(bytes=0x00ff))})
                    floating numbers                    | metrics | MetricData.member.1.Value=-1.5E3 | (MetricData=[MetricDatum(Value=-1500.0)])
                    """)
    void reads(String story, String into, String form, String expected) {
        assertThat(read(into, form).toString().replaceFirst("^\\w+", "")).isEqualTo(expected);
    }

    /** Clients write all of these; botocore the first, the CLI what its user typed. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ISO 8601                 | 2026-11-24T10:20:30Z          | 2026-11-24T10:20:30Z
                    with milliseconds        | 2026-11-24T10:20:30.456Z      | 2026-11-24T10:20:30.456Z
                    with microseconds        | 2026-11-24T10:20:30.456789Z   | 2026-11-24T10:20:30.456789Z
                    without a zone           | 2026-11-24T10:20:30           | 2026-11-24T10:20:30Z
                    east of Greenwich        | 2026-11-24T10:20:30%2B02:00   | 2026-11-24T08:20:30Z
                    west of Greenwich        | 2026-11-24T10:20:30-02:00     | 2026-11-24T12:20:30Z
                    seconds since 1970       | 1795515630                    | 2026-11-24T10:20:30Z
                    with a fraction          | 1795515630.456                | 2026-11-24T10:20:30.456Z
                    before 1970              | -1                            | 1969-12-31T23:59:59Z
                    RFC 1123                 | Tue, 24 Nov 2026 10:20:30 GMT | 2026-11-24T10:20:30Z
                    """)
    void timestamps(String story, String text, String expected) {
        var read = (DescribeEventsRequest) read("events", "StartTime=" + text);
        assertThat(read.startTime()).hasToString(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    a word for a number         | create  | AllocatedStorage=many       | AllocatedStorage: must be an integer of 32 bits, not 'many'
                    a number too large          | create  | AllocatedStorage=2147483648 | AllocatedStorage: must be an integer of 32 bits, not '2147483648'
                    a fraction for an integer   | create  | AllocatedStorage=1.5        | AllocatedStorage: must be an integer of 32 bits, not '1.5'
                    no number                   | create  | AllocatedStorage=           | AllocatedStorage: must be an integer of 32 bits, not ''
                    a structure for a number    | create  | AllocatedStorage.X=1        | AllocatedStorage: must be an integer of 32 bits
                    a word for a boolean        | create  | MultiAZ=yes                 | MultiAZ: must be true or false, not 'yes'
                    a text for a list           | create  | Tags=a                      | Tags: must be a list
                    members by a wrong name     | create  | Tags.Tags.1.Key=k           | Tags: must be a list: Tags.member.1
                    a word for an index         | create  | Tags.member.x.Key=k         | Tags.member.x: must be a number from 0 to 999999999
                    a negative index            | create  | Tags.Tag.-1.Key=k           | Tags.Tag.-1: must be a number from 0 to 999999999
                    an index too large          | create  | Tags.Tag.1000000000.Key=k   | Tags.Tag.1000000000: must be a number from 0 to 999999999
                    a text for a structure      | create  | Tags.Tag.1=k                | Tags.Tag.1: must be a structure
                    a word for a time           | events  | StartTime=yesterday         | StartTime: must be a timestamp, not 'yesterday'
                    a day that is none          | events  | StartTime=2026-02-30T00:00:00Z | StartTime: must be a timestamp
                    a year out of reach         | events  | StartTime=%2B999999999-01-01T00:00:00Z | StartTime: must be a timestamp
                    a number out of reach       | events  | StartTime=1e300             | StartTime: must be a timestamp
                    a number beyond doubles     | metrics | MetricData.member.1.Value=1e999 | MetricData.member.1.Value: must be a number, not '1e999'
                    Java's own way of writing   | metrics | MetricData.member.1.Value=0x1p3 | MetricData.member.1.Value: must be a number, not '0x1p3'
                    a number of many digits     | metrics | MetricData.member.1.Value=11111111111111111111111111111111111111111 | MetricData.member.1.Value: must be a number
                    a map without a key         | publish | MessageAttributes.entry.1.Value.DataType=a | MessageAttributes.entry.1: must have a key
                    a map without a value       | publish | MessageAttributes.entry.1.Name=a | MessageAttributes.entry.1: must have a value
                    bytes that are not base64   | publish | MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.BinaryValue=! | MessageAttributes.entry.1.value.BinaryValue: must be base64
                    """)
    void tellsWhichMemberIsWrong(String story, String into, String form, String message) {
        assertThatThrownBy(() -> read(into, form))
                .isInstanceOf(AwsException.class)
                .hasMessageStartingWith("Invalid value for the parameter " + message)
                .extracting(e -> ((AwsException) e).code())
                .isEqualTo("InvalidParameterValue");
    }

    @Test
    void aMessageRepeatsAHundredCharactersAtMost() {
        for (String form : List.of("AllocatedStorage=%s", "Tags.member.%s=1"))
            assertThatThrownBy(() -> read("create", form.formatted("x".repeat(5000))))
                    .hasMessageContaining("x".repeat(100) + "…")
                    .hasMessageNotContaining("x".repeat(101));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a cut escape           | a=%4      | an incomplete percent escape
                    no hex digits          | a=%zz     | an incomplete percent escape
                    half a character       | a=%C3%28  | bytes that are not UTF-8
                    an escape in a name    | %FF=a     | bytes that are not UTF-8
                    """)
    void aBrokenFormIsRefused(String story, String form, String message) {
        refused(form, message);
    }

    @Test
    void aFormHasItsLimits() {
        Form.parse("a".repeat(10) + ".1".repeat(Form.DEPTH_MAX - 1));
        refused("a" + ".1".repeat(Form.DEPTH_MAX), "a name with over 32 parts");
        Form.parse("a&".repeat(Form.PARAMETERS_MAX));
        refused("a&".repeat(Form.PARAMETERS_MAX + 1), "more than 20000 parameters");
        var many = new StringBuilder();
        for (int i = 0; i < 4000; i++)
            many.append("a").append(i).append(".b".repeat(30)).append('&');
        refused(many.toString(), "names of more than 100000 new parts");
    }

    private static void refused(String form, String message) {
        assertThatThrownBy(() -> Form.parse(form))
                .isInstanceOf(AwsException.class)
                .hasMessage("The query string contains " + message + ".")
                .extracting(e -> ((AwsException) e).code())
                .isEqualTo("MalformedQueryString");
    }

    private static Object read(String into, String form) {
        Supplier<SdkPojo> builder =
                switch (into) {
                    case "create" -> CreateDbInstanceRequest::builder;
                    case "proxy" -> CreateDbProxyRequest::builder;
                    case "describe" -> DescribeDbInstancesRequest::builder;
                    case "events" -> DescribeEventsRequest::builder;
                    case "vpcs" -> DescribeVpcsRequest::builder;
                    case "publish" -> PublishRequest::builder;
                    case "metrics" -> PutMetricDataRequest::builder;
                    default -> throw new AssertionError(into);
                };
        SdkPojo filled = builder.get();
        QueryReader.read(Form.parse(form), filled);
        return ((SdkBuilder<?, ?>) filled).build();
    }
}
