package homeport.stack.template;

import homeport.aws.AwsException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * YAML as CloudFormation takes it: short forms of functions, dates as text, neither aliases nor
 * merges. Source: user guide, "CloudFormation template formats".
 */
final class YamlTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEPTH_MAX = 200;
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(2 * TemplateReader.BYTES_MAX).build();

    /** Those whose short form has {@code Fn::} before its name in the long one. */
    private static final Set<String> SHORT =
            Set.of(
                    "Base64",
                    "Cidr",
                    "FindInMap",
                    "GetAtt",
                    "GetAZs",
                    "ImportValue",
                    "Join",
                    "Select",
                    "Split",
                    "Sub",
                    "Transform",
                    "If",
                    "And",
                    "Or",
                    "Not",
                    "Equals",
                    "Contains",
                    "EachMemberEquals",
                    "EachMemberIn",
                    "RefAll",
                    "ValueOf",
                    "ValueOfAll",
                    "Length",
                    "ToJsonString");

    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    JsonNode read(String text) {
        try {
            Optional<Node> root = new Compose(SETTINGS).composeString(text);
            if (root.isEmpty()) throw Fault.format("unsupported structure. The template is empty.");
            return tree(root.get(), 0);
        } catch (MarkedYamlEngineException wrong) {
            throw Fault.format(
                    "YAML not well-formed.%s %s",
                    at(wrong.getProblemMark()), String.valueOf(wrong.getProblem()).strip());
        } catch (YamlEngineException wrong) {
            throw Fault.format("YAML not well-formed. %s", wrong.getMessage());
        }
    }

    private JsonNode tree(Node node, int depth) {
        if (depth > DEPTH_MAX) throw wrong(node, "it is nested deeper than " + DEPTH_MAX);
        if (!(node instanceof ScalarNode) && !seen.add(node))
            throw wrong(node, "YAML aliases are not allowed in CloudFormation templates");
        String tag = node.getTag().getValue();
        // ${…} alone is a text of templates, which the parser takes for a variable of its own
        boolean text = tag.equals(Tag.ENV_TAG.getValue());
        if (text || !tag.startsWith("!")) return plain(node, depth);
        return function(tag.substring(1), node, depth);
    }

    private JsonNode function(String name, Node node, int depth) {
        JsonNode value =
                node instanceof ScalarNode scalar
                        ? NODES.stringNode(scalar.getValue())
                        : plain(node, depth);
        if (name.equals("Ref") || name.equals("Condition")) {
            if (!value.isString()) throw wrong(node, "!" + name + " takes one name");
            return NODES.objectNode().set(name, value);
        }
        if (!SHORT.contains(name))
            throw wrong(node, "!%s is not a function of CloudFormation".formatted(name));
        if (name.equals("GetAtt") && value.isString()) value = attribute(node, value.stringValue());
        return NODES.objectNode().set("Fn::" + name, value);
    }

    private static ArrayNode attribute(Node node, String text) {
        int dot = text.indexOf('.');
        if (dot <= 0 || dot == text.length() - 1)
            throw wrong(node, "!GetAtt takes Resource.Attribute, not " + text);
        return NODES.arrayNode().add(text.substring(0, dot)).add(text.substring(dot + 1));
    }

    private JsonNode plain(Node node, int depth) {
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, depth);
            case SequenceNode sequence -> {
                ArrayNode array = NODES.arrayNode();
                for (Node one : sequence.getValue()) array.add(tree(one, depth + 1));
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw wrong(node, "unsupported structure");
        };
    }

    private ObjectNode mapping(MappingNode mapping, int depth) {
        ObjectNode object = NODES.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key))
                throw wrong(entry.getKeyNode(), "a key must be a text");
            String name = key.getValue();
            if (name.equals("<<") && key.isPlain())
                throw wrong(key, "YAML merges are not allowed in CloudFormation templates");
            if (object.has(name)) throw wrong(key, "the key %s stands twice".formatted(name));
            object.set(name, tree(entry.getValueNode(), depth + 1));
        }
        return object;
    }

    /** Numbers keep their digits: {@code 16.10} is a version more often than a number. */
    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) return NODES.nullNode();
        if (!scalar.isPlain()) return NODES.stringNode(text);
        if (tag.equals(Tag.INT)) return NODES.numberNode(new BigInteger(text));
        if (tag.equals(Tag.FLOAT) && text.matches("-?[0-9.]+"))
            return NODES.numberNode(new BigDecimal(text));
        boolean bool = List.of("true", "false").contains(text.toLowerCase(Locale.ROOT));
        return bool ? NODES.booleanNode(text.equalsIgnoreCase("true")) : NODES.stringNode(text);
    }

    private static AwsException wrong(Node node, String what) {
        return Fault.format("YAML not well-formed.%s %s", at(node.getStartMark()), what);
    }

    private static String at(Optional<Mark> mark) {
        return mark.map(m -> " (line %d, column %d):".formatted(m.getLine() + 1, m.getColumn() + 1))
                .orElse("");
    }
}
