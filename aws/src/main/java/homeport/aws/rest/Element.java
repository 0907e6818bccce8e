package homeport.aws.rest;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One element of a small document. Names are without their prefixes.
 *
 * @param text its own characters, not those of its children
 */
record Element(String name, Map<String, String> attributes, List<Element> children, String text) {
    private static final int DEPTH_MAX = 32;

    /** The longest list, of ten thousand parts, has half as many. */
    private static final int ELEMENTS_MAX = 100_000;

    /**
     * No document types and no entities but those of XML itself: nothing is fetched, nothing grows.
     *
     * @throws homeport.aws.AwsException {@code MalformedXML}
     */
    static Element parse(byte[] document) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader =
                    factory.createXMLStreamReader(new ByteArrayInputStream(document));
            reader.nextTag();
            return read(reader, 0, new AtomicInteger(ELEMENTS_MAX));
        } catch (XMLStreamException | RuntimeException malformed) {
            throw Refused.malformedXml();
        }
    }

    private static Element read(XMLStreamReader reader, int depth, AtomicInteger left)
            throws XMLStreamException {
        if (depth > DEPTH_MAX || left.decrementAndGet() < 0) throw Refused.malformedXml();
        String name = reader.getLocalName();
        Map<String, String> attributes = new TreeMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++)
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        List<Element> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int event = reader.next();
                event != XMLStreamConstants.END_ELEMENT;
                event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT)
                children.add(read(reader, depth + 1, left));
            else if (event == XMLStreamConstants.CHARACTERS) text.append(reader.getText());
            else if (event == XMLStreamConstants.ENTITY_REFERENCE) throw Refused.malformedXml();
        }
        return new Element(name, attributes, children, text.toString());
    }

    Optional<Element> child(String childName) {
        return children.stream().filter(one -> one.name().equals(childName)).findFirst();
    }

    List<Element> children(String childName) {
        return children.stream().filter(one -> one.name().equals(childName)).toList();
    }
}
