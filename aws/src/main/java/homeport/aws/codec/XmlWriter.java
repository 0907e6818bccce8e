package homeport.aws.codec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.core.traits.XmlAttributesTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * A result as XML, for the query, the ec2 and the REST wire. An absent value has no element; a list
 * always has one, for clients look for it.
 */
public final class XmlWriter {
    private XmlWriter() {}

    /** Of its members those that are in the body, and elements there. */
    public static void structure(Xml xml, SdkPojo pojo) {
        for (SdkField<?> field : pojo.sdkFields()) {
            boolean element =
                    field.location() == MarshallLocation.PAYLOAD
                            && !field.containsTrait(XmlAttributeTrait.class);
            Object value = element ? field.getValueOrDefault(pojo) : null;
            if (value != null) member(xml, field, value);
        }
    }

    private static void member(Xml xml, SdkField<?> field, Object value) {
        String name = field.unmarshallLocationName();
        switch (value) {
            case List<?> list -> list(xml, name, field.getTrait(ListTrait.class), list);
            case SdkAutoConstructMap<?, ?> _ -> {} // never set
            case Map<?, ?> map -> map(xml, name, field.getTrait(MapTrait.class), map);
            default -> element(xml, name, field, value);
        }
    }

    private static void element(Xml xml, String name, SdkField<?> field, Object value) {
        XmlAttributesTrait attributes = field.getTrait(XmlAttributesTrait.class);
        if (attributes == null) xml.open(name);
        else xml.open(name, attributes(attributes, value));
        content(xml, field, value);
        xml.close(name);
    }

    private static Map<String, String> attributes(XmlAttributesTrait trait, Object value) {
        Map<String, String> attributes = new LinkedHashMap<>();
        trait.attributes()
                .forEach((name, accessors) ->
                        attributes.put(
                                name, String.valueOf(accessors.attributeGetter().apply(value))));
        return attributes;
    }

    private static void content(Xml xml, SdkField<?> field, Object value) {
        switch (value) {
            case SdkPojo pojo -> structure(xml, pojo);
            case List<?> list -> items(xml, field.getTrait(ListTrait.class), list);
            case Map<?, ?> map -> entries(xml, field.getTrait(MapTrait.class), map);
            default -> xml.text(Scalars.text(field, value));
        }
    }

    private static void list(Xml xml, String name, ListTrait trait, List<?> list) {
        if (trait.isFlattened()) {
            for (Object item : list) element(xml, name, trait.memberFieldInfo(), item);
            return;
        }
        xml.open(name);
        items(xml, trait, list);
        xml.close(name);
    }

    private static void items(Xml xml, ListTrait trait, List<?> list) {
        String member = trait.memberLocationName() == null ? "member" : trait.memberLocationName();
        for (Object item : list) element(xml, member, trait.memberFieldInfo(), item);
    }

    private static void map(Xml xml, String name, MapTrait trait, Map<?, ?> map) {
        xml.open(name);
        entries(xml, trait, map);
        xml.close(name);
    }

    private static void entries(Xml xml, MapTrait trait, Map<?, ?> map) {
        String key = trait.keyLocationName() == null ? "key" : trait.keyLocationName();
        String value = trait.valueLocationName() == null ? "value" : trait.valueLocationName();
        map.forEach((k, v) -> {
            xml.open("entry").element(key, k.toString());
            element(xml, value, trait.valueFieldInfo(), v);
            xml.close("entry");
        });
    }
}
