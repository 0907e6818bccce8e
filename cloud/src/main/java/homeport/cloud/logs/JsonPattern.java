package homeport.cloud.logs;

import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Conditions on the fields of an event that is a JSON object: {@code { $.a.b[0] = "x" }}. */
record JsonPattern(Predicate<Condition.Fields> condition) implements FilterPattern {
    private static final JsonMapper JSON = JsonMapper.shared();

    static JsonPattern parse(String text) {
        Scanner in = new Scanner(text.substring(1, text.length() - 1));
        Predicate<Condition.Fields> condition = Condition.read(in);
        if (in.more()) throw in.expected("the end");
        return new JsonPattern(condition);
    }

    @Override
    public boolean matches(String message) {
        if (!message.stripLeading().startsWith("{")) return false;
        try {
            JsonNode event = JSON.readTree(message);
            return condition.test(path -> at(event, path));
        } catch (JacksonException notJson) {
            return false;
        }
    }

    /** {@code $.a.b[0]}; another path leads nowhere. */
    private static Optional<JsonNode> at(JsonNode event, String path) {
        if (!path.startsWith("$")) return Optional.empty();
        JsonNode node = event;
        for (String step : path.substring(1).split("[.\\[]")) {
            if (step.isEmpty()) continue;
            if (step.endsWith("]")) {
                String index = step.substring(0, step.length() - 1);
                if (!index.matches("\\d{1,9}")) return Optional.empty();
                node = node.path(Integer.parseInt(index));
            } else node = node.path(step);
            if (node.isMissingNode()) return Optional.empty();
        }
        return Optional.of(node);
    }
}
