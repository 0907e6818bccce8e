package homeport.aws.rest;

import homeport.aws.AwsException;
import homeport.aws.codec.Scalars;
import homeport.aws.codec.Xml;
import homeport.aws.codec.XmlWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/** Documents of the REST wire, to and from the SDK's classes. Stateless; any thread. */
public final class RestXml {
    private RestXml() {}

    /**
     * The member that is the whole body; empty where members are elements of it, or there is none.
     */
    static Optional<SdkField<?>> payload(SdkPojo pojo) {
        return pojo.sdkFields().stream()
                .<SdkField<?>>map(field -> field)
                .filter(field -> field.containsTrait(PayloadTrait.class))
                .findFirst();
    }

    /** Whether any member has its place in the body. */
    static boolean hasElements(SdkPojo pojo) {
        return pojo.sdkFields().stream()
                .anyMatch(field -> field.location() == MarshallLocation.PAYLOAD);
    }

    /** A structure as a document of its own. */
    public static byte[] write(String root, String namespace, SdkPojo structure) {
        Xml xml = new Xml().root(root, namespace);
        XmlWriter.structure(xml, structure);
        return xml.close(root).bytes();
    }

    /**
     * What a request brings as its whole body, as a document; empty when it brings nothing.
     *
     * @param request its payload is a structure
     */
    public static Optional<byte[]> payloadOf(SdkPojo request, String namespace) {
        SdkField<?> field = payload(request).orElseThrow();
        return Optional.ofNullable((SdkPojo) field.getValueOrDefault(request))
                .map(structure -> write(field.locationName(), namespace, structure));
    }

    /**
     * Sets a builder's members, or its payload, from a document that {@link #write} made or a
     * client sent.
     *
     * @throws AwsException {@code MalformedXML}
     */
    public static void read(byte[] document, SdkPojo builder) {
        Element root = Element.parse(document);
        Optional<SdkField<?>> payload = payload(builder);
        if (payload.isEmpty()) {
            structure(root, builder);
            return;
        }
        if (!root.name().equals(payload.get().locationName())) throw Refused.malformedXml();
        payload.get().set(builder, value(root, payload.get()));
    }

    private static void structure(Element from, SdkPojo builder) {
        for (SdkField<?> field : builder.sdkFields()) {
            if (field.location() != MarshallLocation.PAYLOAD) continue;
            if (field.containsTrait(XmlAttributeTrait.class)) attribute(from, builder, field);
            else member(from, builder, field);
        }
    }

    private static void attribute(Element from, SdkPojo builder, SdkField<?> field) {
        String name = field.locationName().replaceFirst(".*:", "");
        String text = from.attributes().get(name);
        if (text != null) field.set(builder, text);
    }

    private static void member(Element from, SdkPojo builder, SdkField<?> field) {
        ListTrait list = field.getTrait(ListTrait.class);
        if (list != null && list.isFlattened()) {
            List<Element> items = from.children(field.locationName());
            if (!items.isEmpty()) field.set(builder, items(items, list));
            return;
        }
        from.child(field.locationName())
                .ifPresent(child -> field.set(builder, value(child, field)));
    }

    private static Object value(Element from, SdkField<?> field) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        return switch (type) {
            case SDK_POJO -> {
                SdkPojo builder = field.constructor().get();
                structure(from, builder);
                yield ((Buildable) builder).build();
            }
            case LIST -> items(from.children(), field.getTrait(ListTrait.class));
            case MAP -> entries(from, field.getTrait(MapTrait.class));
            case STRING -> from.text();
            default -> scalar(type, from.text().strip());
        };
    }

    private static Object scalar(MarshallingKnownType type, String text) {
        try {
            return Scalars.parse(type, text);
        } catch (IllegalArgumentException wrong) {
            throw Refused.malformedXml();
        }
    }

    private static List<Object> items(List<Element> from, ListTrait trait) {
        List<Object> items = new ArrayList<>();
        for (Element one : from) items.add(value(one, trait.memberFieldInfo()));
        return items;
    }

    private static Map<String, Object> entries(Element from, MapTrait trait) {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (Element entry : from.children("entry"))
            entry.child("key")
                    .ifPresent(key ->
                            entry.child("value")
                                    .ifPresent(value ->
                                            entries.put(
                                                    key.text(),
                                                    value(value, trait.valueFieldInfo()))));
        return entries;
    }
}
