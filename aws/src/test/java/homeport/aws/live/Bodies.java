package homeport.aws.live;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Bodies of each wire: good ones, deep ones and odd ones. */
final class Bodies {
    private static final String CREATE =
            "Action=CreateDBInstance&Version=2014-10-31&DBInstanceIdentifier=db-%d"
                    + "&DBInstanceClass=db.t3.micro&Engine=postgres&AllocatedStorage=20&MultiAZ=false"
                    + "&Tags.Tag.1.Key=k&Tags.Tag.1.Value=%%C3%%A9&VpcSecurityGroupIds.member.1=sg-1"
                    + "&ServerlessV2ScalingConfiguration.MinCapacity=0.5";
    private static final String METRICS =
            "{\"Namespace\":\"N\",\"MetricData\":[{\"MetricName\":\"m\",\"Value\":1.5,"
                    + "\"Timestamp\":1795478400.25,\"Dimensions\":[{\"Name\":\"d\",\"Value\":\"v\"}],"
                    + "\"Values\":[1,2],\"Counts\":[1,1],\"StorageResolution\":60}]}";
    private static final String[] NUMBERS = {
        "1e999",
        "-1e999",
        "1".repeat(5000),
        "99999999999999999999",
        "0x10",
        "NaN",
        "1e",
        "--1",
        "1.5"
    };

    private final Random random;

    Bodies(Random random) {
        this.random = random;
    }

    byte[] query() {
        return utf8(CREATE.formatted(random.nextInt(1 << 30)));
    }

    byte[] ec2() {
        return utf8(
                "Action=DescribeVpcs&Version=2016-11-15&MaxResults=20&DryRun=false&VpcId.1=vpc-1"
                        + "&Filter.1.Name=a&Filter.1.Value.1=b&Filter.2.Name=c&Filter.2.Value.1=d");
    }

    byte[] json() {
        return utf8(
                "{\"Name\":\"s\",\"SecretString\":\"é\\u0000\",\"SecretBinary\":\"AP8=\","
                        + "\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}],\"ForceOverwriteReplicaSecret\":true}");
    }

    byte[] metrics() {
        return utf8(METRICS);
    }

    /** The same as {@link #metrics} in CBOR, written by hand: map, text, array, tag 1, double. */
    byte[] cbor() {
        var out = new ByteArrayOutputStream();
        out.write(0xa2);
        text(out, "Namespace");
        text(out, "N");
        text(out, "MetricData");
        out.write(0x81);
        out.write(0xa3);
        text(out, "MetricName");
        text(out, "m");
        text(out, "Value");
        out.write(0xfb);
        out.writeBytes(new byte[] {0x3f, (byte) 0xf8, 0, 0, 0, 0, 0, 0});
        text(out, "Timestamp");
        out.write(0xc1);
        out.write(0x1a);
        out.writeBytes(new byte[] {0x6b, 0x04, 0, 0});
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write(0x60 + text.length());
        out.writeBytes(utf8(text));
    }

    byte[] deep(String wire) {
        int depth = 1 << random.nextInt(17);
        return switch (wire) {
            case "json" -> utf8("{\"Tags\":" + "[".repeat(depth));
            case "cbor" -> repeated(random.nextBoolean() ? 0x81 : 0x9f, depth);
            default ->
                    utf8(
                            "Action=CreateDBInstance&Tags"
                                    + ".1".repeat(depth)
                                    + "=1&Action=DescribeVpcs");
        };
    }

    private static byte[] repeated(int b, int times) {
        byte[] bytes = new byte[times];
        Arrays.fill(bytes, (byte) b);
        return bytes;
    }

    byte[] odd(String wire) {
        String number = NUMBERS[random.nextInt(NUMBERS.length)];
        return switch (wire) {
            case "json" -> utf8(METRICS.replace(random.nextBoolean() ? "1.5" : "60", number));
            case "cbor" -> oddCbor();
            default -> oddForm(number);
        };
    }

    private byte[] oddForm(String number) {
        String start = new String(query(), StandardCharsets.UTF_8);
        return switch (random.nextInt(7)) {
            case 0 -> utf8(start + "&AllocatedStorage=" + number);
            case 1 -> utf8(start + "&Tags.Tag." + number + ".Key=a");
            case 2 -> utf8(start + "&Tags.Tag=a&Tags=b&Tags.member.x=c");
            case 3 -> utf8(start + "&Engine.1=a&DBInstanceClass.member.1=b");
            case 4 -> utf8(start + "&MultiAZ=%FF%FE&Engine=%C3%28");
            case 5 -> utf8("x=1&".repeat(25_000) + start);
            default -> {
                var many = new StringBuilder(start);
                for (int i = 0; i < 20_000; i++)
                    many.append("&a").append(i).append(".b".repeat(30));
                yield utf8(many.toString());
            }
        };
    }

    /** Keys that are no text, numbers of thousands of digits, lengths beyond the end, bad UTF-8. */
    private byte[] oddCbor() {
        return switch (random.nextInt(8)) {
            case 0 -> new byte[] {(byte) 0xa1, 0x01, 0x02};
            case 1 -> new byte[] {(byte) 0xa1, 0x41, 0x02, 0x02};
            case 2 -> new byte[] {(byte) 0xa1, (byte) 0xf6, 0x02};
            case 3 -> new byte[] {(byte) 0xbb, 127, -1, -1, -1, -1, -1, -1, -1};
            case 4 -> new byte[] {0x7b, 127, -1, -1, -1, -1, -1, -1, -1, 'a'};
            case 5 -> new byte[] {(byte) 0xa1, 0x62, (byte) 0xc3, 0x28, 0x61, 'x'};
            case 6 -> big();
            default -> new byte[] {(byte) 0xa1, (byte) 0x81, 0x01, 0x61, 'x'};
        };
    }

    private static byte[] big() {
        var out = new ByteArrayOutputStream();
        out.write(0xa1);
        text(out, "Namespace");
        out.write(0xc2);
        out.writeBytes(new byte[] {0x5a, 0, 0x0f, 0, 0});
        out.writeBytes(repeated(0xff, 0x0f0000));
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
