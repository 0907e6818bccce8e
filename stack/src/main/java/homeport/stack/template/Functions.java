package homeport.stack.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Intrinsic functions. Source: user guide, "Intrinsic function reference". */
final class Functions {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int TEXT_BYTES_MAX = 1_000_000;

    /** What {@code Fn::Split} makes of one text. */
    private static final int PARTS_MAX = 10_000;

    private final Evaluation evaluation;

    Functions(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    JsonNode call(String name, JsonNode value) {
        return switch (name) {
            case "Fn::GetAtt" -> attribute(value);
            case "Fn::Join" -> join(value);
            case "Fn::Sub" -> sub(value);
            case "Fn::Select" -> select(value);
            case "Fn::Split" -> split(value);
            case "Fn::FindInMap" -> find(value);
            case "Fn::GetAZs" -> zones(value);
            case "Fn::ImportValue" ->
                    NODES.stringNode(evaluation.outside().imported(evaluation.text(value)));
            case "Fn::Base64" -> base64(value);
            case "Fn::Cidr" -> cidr(value);
            case "Fn::If" -> choose(value);
            case "Fn::And",
                    "Fn::Or",
                    "Fn::Not",
                    "Fn::Equals",
                    "Fn::Contains",
                    "Fn::EachMemberEquals",
                    "Fn::EachMemberIn" ->
                    NODES.booleanNode(
                            new Conditions(evaluation).decide(NODES.objectNode().set(name, value)));
            case "Fn::Length" -> {
                extended(name);
                JsonNode list = evaluation.resolve(value);
                if (!list.isArray()) throw Fault.template("Fn::Length requires a list");
                yield NODES.numberNode(list.size());
            }
            case "Fn::ToJsonString" -> {
                extended(name);
                JsonNode json = evaluation.resolve(value);
                if (!json.isContainer())
                    throw Fault.template("Fn::ToJsonString requires an object or a list");
                yield NODES.stringNode(json.toString());
            }
            case "Fn::Transform" ->
                    throw Fault.template("Fn::Transform is not supported by Homeport");
            default -> throw Fault.template("%s is not a function of CloudFormation", name);
        };
    }

    private void extended(String name) {
        if (!evaluation.template().extended())
            throw Fault.template("%s needs Transform: %s", name, Template.LANGUAGE_EXTENSIONS);
    }

    private JsonNode attribute(JsonNode value) {
        String resource;
        String attribute;
        if (value.isString() && value.stringValue().indexOf('.') > 0) {
            String[] parts = value.stringValue().split("\\.", 2);
            resource = parts[0];
            attribute = parts[1];
        } else {
            if (!value.isArray() || value.size() != 2 || !value.get(0).isString())
                throw Fault.template(
                        "every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute");
            resource = value.get(0).stringValue();
            attribute = evaluation.text(value.get(1));
        }
        return NODES.stringNode(evaluation.outside().attribute(resource, attribute));
    }

    private JsonNode join(JsonNode value) {
        if (!value.isArray() || value.size() != 2 || !value.get(0).isString())
            throw Fault.template(
                    "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.");
        List<String> texts = texts(value.get(1), "Fn::Join");
        String delimiter = value.get(0).stringValue();
        checkLength(
                texts.stream().mapToLong(one -> (long) one.length() + delimiter.length()).sum());
        return text(String.join(delimiter, texts));
    }

    private List<String> texts(JsonNode node, String function) {
        JsonNode list = evaluation.resolve(node);
        if (!list.isArray())
            throw Fault.template(
                    "%s requires a list of strings, not %s", function, Show.shorten(list));
        List<String> texts = new ArrayList<>();
        for (JsonNode one : list) {
            if (one.isContainer() || one.isNull())
                throw Fault.template(
                        "every element of the list of %s must be a string, not %s",
                        function, Show.shorten(one));
            texts.add(one.asString());
        }
        return texts;
    }

    private static JsonNode text(String text) {
        checkLength(text.length());
        return NODES.stringNode(text);
    }

    /** Before the text is made: one that is far too long would not fit in memory. */
    private static void checkLength(long characters) {
        if (characters > TEXT_BYTES_MAX)
            throw Fault.template("a function comes to more than %d characters", TEXT_BYTES_MAX);
    }

    private JsonNode sub(JsonNode value) {
        boolean alone = value.isString();
        boolean pair =
                value.isArray()
                        && value.size() == 2
                        && value.get(0).isString()
                        && value.get(1).isObject();
        if (!alone && !pair)
            throw Fault.template(
                    "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string");
        JsonNode own = alone ? NODES.objectNode() : value.get(1);
        Matcher matcher =
                References.VARIABLE.matcher(
                        alone ? value.stringValue() : value.get(0).stringValue());
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(
                    text, Matcher.quoteReplacement(variable(matcher.group(1).strip(), own)));
            checkLength(text.length());
        }
        matcher.appendTail(text);
        return text(text.toString().replace("${!", "${"));
    }

    private String variable(String name, JsonNode own) {
        if (own.has(name)) return evaluation.text(own.get(name));
        int dot = name.indexOf('.');
        if (dot > 0)
            return evaluation.outside().attribute(name.substring(0, dot), name.substring(dot + 1));
        JsonNode value = evaluation.ref(NODES.stringNode(name));
        if (value.isContainer() || value.isMissingNode())
            throw Fault.template(
                    "variable %s in Fn::Sub expression does not resolve to a string", name);
        return value.asString();
    }

    private JsonNode select(JsonNode value) {
        if (!value.isArray() || value.size() != 2)
            throw Fault.template(
                    "every Fn::Select object requires two non-empty parameters: an index and a list");
        String index = evaluation.text(value.get(0));
        JsonNode list = evaluation.resolve(value.get(1));
        if (!list.isArray())
            throw Fault.template("Fn::Select requires a list, not %s", Show.shorten(list));
        if (isUnknown(list)) return NODES.stringNode(Evaluation.UNKNOWN);
        if (!index.matches("[0-9]{1,6}") || Integer.parseInt(index) >= list.size())
            throw Fault.template("Fn::Select cannot select nonexistent value at index %s", index);
        return list.get(Integer.parseInt(index));
    }

    private static boolean isUnknown(JsonNode list) {
        return list.size() == 1
                && list.get(0).asStringOpt().filter(Evaluation.UNKNOWN::equals).isPresent();
    }

    private JsonNode split(JsonNode value) {
        if (!value.isArray() || value.size() != 2 || !value.get(0).isString())
            throw Fault.template(
                    "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.");
        String delimiter = value.get(0).stringValue();
        if (delimiter.isEmpty())
            throw Fault.template("every Fn::Split object requires a delimiter that is not empty");
        String text = evaluation.text(value.get(1));
        ArrayNode parts = NODES.arrayNode();
        if (text.contains(Evaluation.UNKNOWN)) return parts.add(Evaluation.UNKNOWN);
        for (String part : text.split(Pattern.quote(delimiter), PARTS_MAX + 1)) parts.add(part);
        if (parts.size() > PARTS_MAX)
            throw Fault.template("Fn::Split comes to more than %d parts", PARTS_MAX);
        return parts;
    }

    private JsonNode find(JsonNode value) {
        if (!value.isArray() || value.size() < 3 || value.size() > 4)
            throw Fault.template(
                    "every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value");
        List<String> path =
                List.of(
                        evaluation.text(value.get(0)),
                        evaluation.text(value.get(1)),
                        evaluation.text(value.get(2)));
        JsonNode found =
                evaluation
                        .template()
                        .mappings()
                        .path(path.get(0))
                        .path(path.get(1))
                        .path(path.get(2));
        if (!found.isMissingNode()) return found;
        if (value.size() == 4) {
            extended("The default value of Fn::FindInMap");
            return evaluation.resolve(value.get(3).path("DefaultValue"));
        }
        throw Fault.template("Unable to get mapping for %s", String.join("::", path));
    }

    private JsonNode zones(JsonNode value) {
        String region = evaluation.text(value);
        ArrayNode zones = NODES.arrayNode();
        evaluation
                .outside()
                .zones(region.isEmpty() ? evaluation.pseudo().region() : region)
                .forEach(zones::add);
        return zones;
    }

    private JsonNode base64(JsonNode value) {
        byte[] bytes = evaluation.text(value).getBytes(StandardCharsets.UTF_8);
        return text(Base64.getEncoder().encodeToString(bytes));
    }

    private JsonNode cidr(JsonNode value) {
        if (!value.isArray() || value.size() < 2 || value.size() > 3)
            throw Fault.template(
                    "every Fn::Cidr object requires an IP block, a count and, for IPv6, the bits of a subnet");
        String block = evaluation.text(value.get(0));
        if (block.contains(Evaluation.UNKNOWN)) return NODES.arrayNode().add(Evaluation.UNKNOWN);
        ArrayNode all = NODES.arrayNode();
        String bits = value.size() == 3 ? evaluation.text(value.get(2)) : "";
        Cidr.split(block, evaluation.text(value.get(1)), bits).forEach(all::add);
        return all;
    }

    private JsonNode choose(JsonNode value) {
        if (!value.isArray() || value.size() != 3)
            throw Fault.template(
                    "Fn::If requires a list of three: a condition's name and two values");
        boolean holds = evaluation.holds(value.get(0).asString(""));
        return evaluation.resolve(value.get(holds ? 1 : 2));
    }

    /** Of a list, as {@code Ref} of a parameter gives it in a request. */
    static String joined(JsonNode value) {
        if (!value.isArray()) return value.asString("");
        return value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","));
    }
}
