package homeport.aws.codec;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.dataformat.cbor.CBORGenerator;

/**
 * A result as JSON or CBOR. Lists and maps that nobody set are left out, empty ones that were set
 * are written. A timestamp is seconds since 1970: a JSON number without an exponent, or in CBOR a
 * double with tag 1.
 */
final class DataWriter {
    private static final int CBOR_EPOCH_TAG = 1;

    private final JsonGenerator out;

    DataWriter(JsonGenerator out) {
        this.out = out;
    }

    void structure(SdkPojo pojo) {
        out.writeStartObject();
        for (SdkField<?> field : pojo.sdkFields()) {
            Object value = field.getValueOrDefault(pojo);
            if (value == null
                    || value instanceof SdkAutoConstructList
                    || value instanceof SdkAutoConstructMap) continue;
            out.writeName(field.locationName());
            value(field, value);
        }
        out.writeEndObject();
    }

    private void value(SdkField<?> field, Object value) {
        switch (value) {
            case SdkPojo pojo -> structure(pojo);
            case List<?> list -> {
                out.writeStartArray();
                SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
                for (Object item : list) value(element, item);
                out.writeEndArray();
            }
            case Map<?, ?> map -> {
                out.writeStartObject();
                SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
                map.forEach((key, item) -> {
                    out.writeName(key.toString());
                    value(element, item);
                });
                out.writeEndObject();
            }
            default -> scalar(value);
        }
    }

    private void scalar(Object value) {
        switch (value) {
            case String text -> out.writeString(text);
            case Boolean bool -> out.writeBoolean(bool);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Short number -> out.writeNumber(number);
            case Byte number -> out.writeNumber(number.shortValue());
            case Float number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case BigDecimal number -> out.writeNumber(number);
            case Instant instant -> instant(instant);
            case SdkBytes bytes -> out.writeBinary(bytes.asByteArrayUnsafe());
            default -> throw new IllegalStateException("cannot write a " + value.getClass());
        }
    }

    private void instant(Instant instant) {
        long millis = instant.toEpochMilli();
        if (out instanceof CBORGenerator cbor) {
            cbor.writeTag(CBOR_EPOCH_TAG);
            out.writeNumber(millis / 1000.0);
        } else if (millis % 1000 == 0) {
            out.writeNumber(millis / 1000);
        } else {
            out.writeNumber(BigDecimal.valueOf(millis, 3));
        }
    }
}
