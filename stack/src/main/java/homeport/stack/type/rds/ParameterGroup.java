package homeport.stack.type.rds;

import static homeport.stack.type.rds.Databases.RDS;

import homeport.stack.type.Api;
import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declaration;
import homeport.stack.type.Documented;
import homeport.stack.type.TagForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Parameter groups of instances and of clusters.
 *
 * @param word {@code DBParameterGroup} or {@code DBClusterParameterGroup}
 * @param actions {@code DBParameters} or {@code DBClusterParameters}, as their list is named
 */
record ParameterGroup(String word, String actions) {
    private static final int NAME_MAX = 255;

    /** RDS takes no more in one request. */
    private static final int PARAMETERS_MAX = 20;

    Documented type() {
        Declaration type =
                Declaration.type("AWS::RDS::" + word, RDS)
                        .namedInLowerCase(word + "Name", NAME_MAX)
                        .replace("Description", "Family")
                        .as("Family", "DBParameterGroupFamily")
                        .update("Parameters")
                        .apart("Parameters")
                        .tagged(TagForm.rds("/" + word + "Arn"))
                        .createdBy("Create" + word)
                        .seenBy("Describe" + word + "s", word + "Name", "/" + word + "s/0")
                        .settle(this::settle)
                        .deletedBy("Delete" + word)
                        .refers("the group's name");
        return (word.equals("DBParameterGroup") ? type.attribute("DBParameterGroupName", "") : type)
                .build();
    }

    private void settle(Change change) {
        JsonNode before = change.before().path("Parameters");
        JsonNode wanted = change.wanted("Parameters");
        List<Parameter> set = new ArrayList<>();
        wanted.properties()
                .forEach(one -> {
                    boolean same =
                            before.path(one.getKey())
                                    .asString("")
                                    .equals(one.getValue().asString());
                    if (!same) set.add(new Parameter(one.getKey(), one.getValue().asString()));
                });
        List<Parameter> reset =
                before.propertyNames().stream()
                        .filter(name -> !wanted.has(name))
                        .map(name -> new Parameter(name, ""))
                        .toList();
        if (set.isEmpty() && reset.isEmpty()) return;
        Map<String, String> how = howApplied(change.api(), change.id());
        send(change, "Modify", set, how);
        send(change, "Reset", reset, how);
    }

    /** A parameter and its value; empty to have the default again. */
    private record Parameter(String name, String value) {}

    private void send(Change change, String verb, List<Parameter> all, Map<String, String> how) {
        for (int from = 0; from < all.size(); from += PARAMETERS_MAX) {
            ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
            int to = Math.min(all.size(), from + PARAMETERS_MAX);
            for (Parameter one : all.subList(from, to)) {
                Ask parameter =
                        Ask.with("ParameterName", one.name())
                                .and("ApplyMethod", how.getOrDefault(one.name(), "immediate"));
                if (verb.equals("Modify")) parameter.and("ParameterValue", one.value());
                parameters.add(parameter.members());
            }
            Ask ask = Ask.with(word + "Name", change.id()).and("Parameters", parameters);
            if (verb.equals("Reset")) ask.and("ResetAllParameters", false);
            ask.of(change.api(), RDS, verb + word);
        }
    }

    /** Static parameters wait for the next restart. */
    private Map<String, String> howApplied(Api api, String group) {
        Map<String, String> how = new HashMap<>();
        String marker = "";
        do {
            Ask ask = Ask.with(word + "Name", group);
            if (!marker.isEmpty()) ask.and("Marker", marker);
            JsonNode page = ask.of(api, RDS, "Describe" + actions);
            for (JsonNode parameter : page.path("Parameters").values()) {
                boolean fixed = parameter.path("ApplyType").asString("").equals("static");
                how.put(
                        parameter.path("ParameterName").asString(),
                        fixed ? "pending-reboot" : "immediate");
            }
            marker = page.path("Marker").asString("");
        } while (!marker.isEmpty());
        return how;
    }
}
