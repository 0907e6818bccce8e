package homeport.aws.codec;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;
import java.util.Locale;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** Single values between their text on the wire and their Java type. */
public final class Scalars {
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
    private static final int NUMBER_DIGITS_MAX = 40;

    /** Until the year 5138, and as far before 1970: milliseconds must fit a long and a double. */
    private static final long SECONDS_MAX = 100_000_000_000L;

    private Scalars() {}

    /**
     * @throws IllegalArgumentException the text is not of the type; its message says what is
     */
    public static Object parse(MarshallingKnownType type, String text) {
        try {
            return switch (type) {
                case STRING -> text;
                case BOOLEAN -> bool(text);
                case INTEGER -> Integer.valueOf(number(text));
                case LONG -> Long.valueOf(number(text));
                case SHORT -> Short.valueOf(number(text));
                case BYTE -> Byte.valueOf(number(text));
                case FLOAT -> floating(type, Double.parseDouble(number(text)));
                case DOUBLE -> floating(type, Double.parseDouble(number(text)));
                case BIG_DECIMAL -> new BigDecimal(number(text));
                case INSTANT -> instant(text);
                case SDK_BYTES -> SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text));
                case NULL, SDK_POJO, LIST, MAP, DOCUMENT ->
                        throw new IllegalArgumentException("must not be a single value");
            };
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException("must be " + wanted(type), e);
        }
    }

    /**
     * @throws NumberFormatException what was written as digits is beyond the type
     */
    static Number floating(MarshallingKnownType type, double value) {
        boolean narrow = type == MarshallingKnownType.FLOAT;
        if (narrow ? Float.isInfinite((float) value) : Double.isInfinite(value))
            throw new NumberFormatException("out of range");
        if (narrow) return (float) value;
        return value;
    }

    /** What a value of this type looks like, for messages. */
    static String wanted(MarshallingKnownType type) {
        return switch (type) {
            case STRING -> "a string";
            case BOOLEAN -> "true or false";
            case INTEGER -> "an integer of 32 bits";
            case LONG -> "an integer of 64 bits";
            case SHORT, BYTE -> "a small integer";
            case FLOAT, DOUBLE, BIG_DECIMAL -> "a number";
            case INSTANT -> "a timestamp";
            case SDK_BYTES -> "base64";
            case LIST -> "a list";
            case MAP -> "a map";
            case SDK_POJO -> "a structure";
            case NULL, DOCUMENT -> "absent";
        };
    }

    /** Epoch seconds with an optional fraction, ISO 8601 with an offset, or RFC 1123. */
    static Instant instant(String text) {
        if (text.isEmpty()) throw new DateTimeException("empty");
        char first = text.charAt(0);
        if (Character.isLetter(first))
            return inRange(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        if (text.indexOf('T') > 0)
            return inRange(
                    Instant.from(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(withZone(text))));
        return seconds(Double.parseDouble(number(text)));
    }

    private static String withZone(String text) {
        boolean zoned = text.endsWith("Z") || text.lastIndexOf('+') > 0 || minusZone(text);
        return zoned ? text : text + "Z"; // clients may leave it out; AWS then reads UTC
    }

    private static boolean minusZone(String text) {
        return text.lastIndexOf('-') > text.indexOf('T');
    }

    /** Milliseconds are all that the wires carry. */
    static Instant seconds(double seconds) {
        if (!(Math.abs(seconds) <= SECONDS_MAX)) throw new DateTimeException("out of range");
        return Instant.ofEpochMilli(Math.round(seconds * 1000));
    }

    private static Instant inRange(Instant instant) {
        if (Math.abs(instant.getEpochSecond()) > SECONDS_MAX)
            throw new DateTimeException("out of range");
        return instant;
    }

    /** The value's text in XML. */
    public static String text(SdkField<?> field, Object value) {
        return switch (value) {
            case Instant instant -> text(field, instant);
            case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }

    private static String text(SdkField<?> field, Instant value) {
        TimestampFormatTrait trait = field.getTrait(TimestampFormatTrait.class);
        if (trait == null) return MILLIS.format(value);
        return switch (trait.format()) {
            case ISO_8601 -> MILLIS.format(value);
            case RFC_822 ->
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(value.atOffset(ZoneOffset.UTC));
            case UNIX_TIMESTAMP -> String.valueOf(value.getEpochSecond());
            case UNIX_TIMESTAMP_MILLIS -> String.valueOf(value.toEpochMilli());
        };
    }

    private static Boolean bool(String text) {
        if (text.equalsIgnoreCase("true")) return true;
        if (text.equalsIgnoreCase("false")) return false;
        throw new IllegalArgumentException("must be true or false");
    }

    /** Bounds the length, and keeps out what only Java reads as a number ({@code 1d}, 0x1p3). */
    private static String number(String text) {
        boolean ok = !text.isEmpty() && text.length() <= NUMBER_DIGITS_MAX;
        for (int i = 0; ok && i < text.length(); i++)
            ok = "0123456789+-.eE".indexOf(text.charAt(i)) >= 0;
        if (!ok) throw new NumberFormatException("not a number");
        return text;
    }
}
