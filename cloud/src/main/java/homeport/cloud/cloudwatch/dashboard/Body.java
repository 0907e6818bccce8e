package homeport.cloud.cloudwatch.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatch.model.DashboardValidationMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is wrong with the JSON of a dashboard. Source: CloudWatch API reference, "Dashboard body
 * structure and syntax".
 *
 * @param errors it is not taken with one of them
 * @param warnings it is taken all the same
 */
record Body(List<DashboardValidationMessage> errors, List<DashboardValidationMessage> warnings) {
    private static final int WIDGETS_MAX = 500;
    private static final int WIDTH_MAX = 24;
    private static final int HEIGHT_MAX = 1000;
    private static final Set<String> MEMBERS =
            Set.of("widgets", "variables", "start", "end", "periodOverride");
    private static final Set<String> TYPES =
            Set.of("metric", "text", "log", "alarm", "explorer", "custom");
    private static final JsonMapper JSON = JsonMapper.shared();

    static Body check(String text) {
        Body body = new Body(new ArrayList<>(), new ArrayList<>());
        try {
            JsonNode tree = JSON.readTree(text);
            if (tree.isObject()) body.object(tree);
            else body.error("/", "The dashboard body must be a JSON object");
        } catch (JacksonException broken) {
            body.error("/", "The dashboard body is not valid JSON");
        }
        return body;
    }

    private void object(JsonNode tree) {
        for (String member : tree.propertyNames())
            if (!MEMBERS.contains(member))
                warn("/" + member, "Unknown member of the dashboard body");
        JsonNode widgets = tree.path("widgets");
        if (!widgets.isArray()) {
            error("/widgets", "Should be an array of widgets");
            return;
        }
        if (widgets.size() > WIDGETS_MAX)
            error(
                    "/widgets",
                    "There are %d widgets, allowed %d".formatted(widgets.size(), WIDGETS_MAX));
        for (int i = 0; i < Math.min(widgets.size(), WIDGETS_MAX); i++)
            widget("/widgets/" + i, widgets.get(i));
    }

    private void widget(String path, JsonNode widget) {
        if (!widget.isObject()) {
            error(path, "Should be an object");
            return;
        }
        String type = widget.path("type").asString("");
        if (!TYPES.contains(type)) error(path + "/type", "Should be one of " + sorted());
        if (!widget.path("properties").isObject())
            error(path + "/properties", "Should be an object");
        number(path, widget, "x", 0, WIDTH_MAX - 1);
        number(path, widget, "y", 0, Integer.MAX_VALUE);
        number(path, widget, "width", 1, WIDTH_MAX);
        number(path, widget, "height", 1, HEIGHT_MAX);
    }

    private static List<String> sorted() {
        return TYPES.stream().sorted().toList();
    }

    private void number(String path, JsonNode widget, String name, int least, int most) {
        if (!widget.has(name)) return;
        JsonNode value = widget.get(name);
        boolean within =
                value.isIntegralNumber() && value.asLong() >= least && value.asLong() <= most;
        if (!within)
            error(path + "/" + name, "Should be a whole number, %d to %d".formatted(least, most));
    }

    private void error(String path, String message) {
        errors.add(message(path, message));
    }

    private void warn(String path, String message) {
        warnings.add(message(path, message));
    }

    private static DashboardValidationMessage message(String path, String message) {
        return DashboardValidationMessage.builder().dataPath(path).message(message).build();
    }
}
