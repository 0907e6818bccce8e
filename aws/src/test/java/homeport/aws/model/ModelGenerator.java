package homeport.aws.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the resources that {@link ServiceModel} reads, from the service models that Amazon
 * publishes as {@code com.amazonaws:aws-java-sdk-models} (Apache-2.0). Run by the Maven profile
 * {@code models}; the result is checked in, so that no build needs the 91 MB jar.
 *
 * <p>Shape of the result: {@code services.json} holds what routing needs of every service, {@code
 * <service>.json.gz} the operations, the errors and those shapes reachable from an input that
 * constrain something. Documentation, outputs and unconstrained shapes are left out.
 */
final class ModelGenerator {
    private static final Map<String, String> SOURCES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("rds", "rds-2014-10-31"),
                            Map.entry("ec2", "ec2-2016-11-15"),
                            Map.entry("sts", "sts-2011-06-15"),
                            Map.entry("secretsmanager", "secretsmanager-2017-10-17"),
                            Map.entry("iam", "iam-2010-05-08"),
                            Map.entry("sns", "sns-2010-03-31"),
                            Map.entry("sqs", "sqs-2012-11-05"),
                            Map.entry("cloudwatch", "monitoring-2010-08-01"),
                            Map.entry("logs", "logs-2014-03-28"),
                            Map.entry("pi", "pi-2018-02-27"),
                            Map.entry("cloudformation", "cloudformation-2010-05-15"),
                            Map.entry("ssm", "ssm-2014-11-06"),
                            Map.entry("ecr", "api.ecr-2015-09-21"),
                            Map.entry("kms", "kms-2014-11-01"),
                            Map.entry("resourcegroupstaggingapi", "tagging-2017-01-26")));

    /** Shapes whose pattern real clients and guides break and that the feature checks itself. */
    private static final Set<String> LENIENT = Set.of("IdentifierString");

    private static final JsonMapper JSON = JsonMapper.shared();
    private final JsonNode source;
    private final Set<String> constrained;
    private final TreeSet<String> kept = new TreeSet<>();

    private ModelGenerator(JsonNode source) {
        this.source = source;
        this.constrained = constrained(fields(source.get("shapes")));
    }

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        ObjectNode services = JSON.createObjectNode();
        for (var entry : SOURCES.entrySet()) {
            String path = "/models/" + entry.getValue() + "-model.json";
            try (InputStream in = ModelGenerator.class.getResourceAsStream(path)) {
                JsonNode source = JSON.readTree(in);
                services.set(entry.getKey(), routing(source.get("metadata")));
                write(folder, entry.getKey(), new ModelGenerator(source).detail());
            }
        }
        services.set("s3", RestModel.routing());
        write(folder, "s3", RestModel.detail());
        Files.write(
                folder.resolve("services.json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(services));
    }

    private static void write(Path folder, String service, ObjectNode detail) throws IOException {
        Path file = folder.resolve(service + ".json.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(JSON.writeValueAsBytes(detail));
        }
    }

    private static ObjectNode routing(JsonNode metadata) {
        ObjectNode service = JSON.createObjectNode();
        service.put("signingName", text(metadata, "signingName", text(metadata, "endpointPrefix")));
        service.put("version", text(metadata, "apiVersion"));
        service.put("namespace", text(metadata, "xmlNamespace"));
        service.put("targetPrefix", text(metadata, "targetPrefix"));
        service.put("jsonVersion", text(metadata, "jsonVersion"));
        ArrayNode protocols = service.putArray("protocols");
        if (metadata.has("protocols")) metadata.get("protocols").forEach(protocols::add);
        else protocols.add(text(metadata, "protocol"));
        return service;
    }

    private ObjectNode detail() {
        ObjectNode result = JSON.createObjectNode();
        ObjectNode operations = result.putObject("operations");
        fields(source.get("operations"))
                .forEach((name, operation) -> operations.set(name, operation(operation)));
        ObjectNode errors = result.putObject("errors");
        fields(source.get("shapes"))
                .forEach((name, shape) -> {
                    if (shape.path("exception").asBoolean(false))
                        errors.set(name, error(name, shape));
                });
        ObjectNode shapes = result.putObject("shapes");
        for (String name : kept) shapes.set(name, shape(name));
        return result;
    }

    private ObjectNode operation(JsonNode operation) {
        ObjectNode result = JSON.createObjectNode();
        JsonNode input = operation.path("input").path("shape");
        if (input.isString() && constrains(input.asString())) {
            result.put("in", input.asString());
            keep(input.asString());
        }
        JsonNode wrapper = operation.path("output").path("resultWrapper");
        if (wrapper.isString()) result.put("wrap", wrapper.asString());
        return result;
    }

    /** Shape: the error's code on the query wire and, where the model has one, its status. */
    private ObjectNode error(String name, JsonNode shape) {
        ObjectNode result = JSON.createObjectNode();
        JsonNode error = shape.path("error");
        result.put("code", text(error, "code", name));
        int status = shape.path("fault").asBoolean(false) ? 500 : 400;
        result.put("status", error.path("httpStatusCode").asInt(status));
        return result;
    }

    /** Every shape that constrains its value or holds one that does; shapes may hold themselves. */
    private static Set<String> constrained(Map<String, JsonNode> shapes) {
        var found = new TreeSet<String>();
        shapes.forEach((name, shape) -> {
            if (!own(shape).isEmpty() || shape.has("required")) found.add(name);
        });
        int before;
        do {
            before = found.size();
            shapes.forEach((name, shape) -> {
                for (String child : children(shape)) if (found.contains(child)) found.add(name);
            });
        } while (found.size() > before);
        return found;
    }

    private boolean constrains(String name) {
        return constrained.contains(name);
    }

    private void keep(String name) {
        if (!constrains(name) || !kept.add(name)) return;
        children(source.get("shapes").get(name)).forEach(this::keep);
    }

    private static Iterable<String> children(JsonNode shape) {
        var names = new TreeSet<String>();
        shape.path("members").forEach(member -> names.add(text(member, "shape")));
        for (String part : new String[] {"member", "key", "value"})
            if (shape.has(part)) names.add(text(shape.get(part), "shape"));
        return names;
    }

    private ObjectNode shape(String name) {
        JsonNode shape = source.get("shapes").get(name);
        ObjectNode result = own(shape);
        if (LENIENT.contains(name)) result.remove("pattern");
        for (String part : new String[] {"member", "key", "value"})
            if (shape.has(part) && constrains(text(shape.get(part), "shape")))
                result.put(part, text(shape.get(part), "shape"));
        var required = new TreeSet<String>();
        shape.path("required").forEach(member -> required.add(member.asString()));
        ObjectNode members = JSON.createObjectNode();
        fields(shape.path("members"))
                .forEach((member, target) -> {
                    String to = text(target, "shape");
                    boolean filled = target.path("idempotencyToken").asBoolean(false);
                    boolean needed = required.contains(member) && !filled;
                    if (needed || constrains(to))
                        members.put(member, (needed ? "!" : "") + (constrains(to) ? to : ""));
                });
        if (!members.isEmpty()) result.set("members", members);
        return result;
    }

    /** What the shape itself constrains, patterns only where Java understands them. */
    private static ObjectNode own(JsonNode shape) {
        ObjectNode result = JSON.createObjectNode();
        for (String bound : new String[] {"min", "max"})
            if (shape.has(bound)) result.set(bound, shape.get(bound));
        if (shape.has("pattern") && compiles(text(shape, "pattern")))
            result.set("pattern", shape.get("pattern"));
        if (shape.has("enum")) result.set("enum", shape.get("enum"));
        if (shape.path("sensitive").asBoolean(false)) result.put("sensitive", true);
        return result;
    }

    private static boolean compiles(String pattern) {
        try {
            Pattern.compile(pattern);
            return true;
        } catch (PatternSyntaxException e) {
            System.err.println("left out, not a Java pattern: " + pattern);
            return false;
        }
    }

    private static Map<String, JsonNode> fields(JsonNode node) {
        var result = new TreeMap<String, JsonNode>();
        node.properties().forEach(field -> result.put(field.getKey(), field.getValue()));
        return result;
    }

    private static String text(JsonNode node, String field) {
        return text(node, field, "");
    }

    private static String text(JsonNode node, String field, String absent) {
        return node.path(field).isString() ? node.get(field).asString() : absent;
    }
}
