package homeport.cloud.iam.policy;

import homeport.cloud.iam.policy.Condition.Over;
import homeport.cloud.iam.policy.Policy.Kind;
import homeport.cloud.iam.policy.Statement.Patterns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a document strictly: what is not of the language is refused, never skipped. */
final class Parser {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final String CURRENT = "2012-10-17";
    private static final Set<String> VERSIONS = Set.of(CURRENT, "2008-10-17");
    private static final Set<String> TOP = Set.of("Version", "Id", "Statement");
    private static final Set<String> FIELDS =
            Set.of(
                    "Sid",
                    "Effect",
                    "Action",
                    "NotAction",
                    "Resource",
                    "NotResource",
                    "Principal",
                    "NotPrincipal",
                    "Condition");
    private static final Pattern SID = Pattern.compile("[A-Za-z0-9]*");
    private static final Pattern ACTION = Pattern.compile("\\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+");
    private static final Pattern ARN = Pattern.compile("\\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+");
    private static final Pattern AWS =
            Pattern.compile("\\*|\\d{12}|arn:aws:(iam|sts)::(\\d{12}|\\*):.+");

    private final Kind kind;
    private boolean variables;

    Parser(Kind kind) {
        this.kind = kind;
    }

    Policy parse(String document) {
        JsonNode root = tree(document);
        if (!root.isObject()) throw new MalformedPolicy("Syntax errors in policy.");
        known(root, TOP);
        String version = root.has("Version") ? root.get("Version").asString("") : "2008-10-17";
        if (!VERSIONS.contains(version))
            throw new MalformedPolicy(
                    "Policy document must be version %s or greater.".formatted(CURRENT));
        if (kind == Kind.IDENTITY && root.has("Version") && !version.equals(CURRENT))
            throw new MalformedPolicy(
                    "Policy document must be version %s or greater.".formatted(CURRENT));
        variables = version.equals(CURRENT);
        if (!root.has("Statement"))
            throw new MalformedPolicy("Syntax errors in policy. It has no Statement.");
        List<Statement> statements = new ArrayList<>();
        for (JsonNode one : list(root.get("Statement"))) statements.add(statement(one));
        if (statements.isEmpty())
            throw new MalformedPolicy("Syntax errors in policy. It has no Statement.");
        uniqueSids(statements);
        return new Policy(statements);
    }

    private static JsonNode tree(String document) {
        try {
            return JSON.readTree(document);
        } catch (JacksonException notJson) {
            var at = notJson.getLocation();
            if (at == null) throw new MalformedPolicy("This policy contains invalid Json");
            throw new MalformedPolicy(
                    "This policy contains invalid Json (line %d, column %d)"
                            .formatted(at.getLineNr(), at.getColumnNr()));
        }
    }

    private static void known(JsonNode object, Set<String> names) {
        for (String name : object.propertyNames())
            if (!names.contains(name))
                throw new MalformedPolicy(
                        "Syntax errors in policy. %s is not an element of the policy language."
                                .formatted(shorten(name)));
    }

    private static void uniqueSids(List<Statement> statements) {
        Set<String> seen = new HashSet<>();
        for (Statement statement : statements)
            if (statement.sid().filter(sid -> !sid.isEmpty() && !seen.add(sid)).isPresent())
                throw new MalformedPolicy("Statement IDs (SID) in a single policy must be unique.");
    }

    private Statement statement(JsonNode node) {
        if (!node.isObject()) throw new MalformedPolicy("Syntax errors in policy.");
        known(node, FIELDS);
        Optional<String> sid = Optional.ofNullable(node.get("Sid")).map(this::sid);
        Optional<Patterns> resources =
                patterns(node, "Resource", ARN, "Resource %s must be in ARN format or \"*\".");
        if (kind == Kind.TRUST && resources.isPresent())
            throw new MalformedPolicy("Has prohibited field Resource");
        if (kind != Kind.TRUST && resources.isEmpty())
            throw new MalformedPolicy("Policy statement must contain resources.");
        Optional<Principals> principals = principals(node);
        if (kind == Kind.IDENTITY && principals.isPresent())
            throw new MalformedPolicy("Policy document should not specify a principal.");
        if (kind != Kind.IDENTITY && principals.isEmpty())
            throw new MalformedPolicy("Missing required field Principal");
        Patterns actions =
                patterns(
                                node,
                                "Action",
                                ACTION,
                                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. %s is not.")
                        .orElseThrow(() ->
                                new MalformedPolicy("Policy statement must contain actions."));
        return new Statement(sid, effect(node), actions, resources, principals, conditions(node));
    }

    private String sid(JsonNode node) {
        String sid = node.asString("");
        if (kind == Kind.IDENTITY && !SID.matcher(sid).matches())
            throw new MalformedPolicy(
                    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*");
        return sid;
    }

    private static boolean effect(JsonNode node) {
        if (!node.has("Effect")) throw new MalformedPolicy("Missing required field Effect");
        return switch (node.get("Effect").asString("")) {
            case "Allow" -> true;
            case "Deny" -> false;
            default -> throw new MalformedPolicy("Effect must be Allow or Deny.");
        };
    }

    private Optional<Patterns> patterns(
            JsonNode node, String name, Pattern allowed, String sentence) {
        JsonNode plain = node.get(name);
        JsonNode negated = node.get("Not" + name);
        if (plain != null && negated != null)
            throw new MalformedPolicy(
                    "Syntax errors in policy. A statement has either %s or Not%s."
                            .formatted(name, name));
        JsonNode given = plain != null ? plain : negated;
        if (given == null) return Optional.empty();
        List<Glob> globs = new ArrayList<>();
        for (String text : texts(given)) {
            if (!allowed.matcher(text).matches())
                throw new MalformedPolicy(sentence.formatted(shorten(text)));
            globs.add(Glob.of(text, variables));
        }
        if (globs.isEmpty()) return Optional.empty();
        return Optional.of(new Patterns(negated != null, globs));
    }

    private static Optional<Principals> principals(JsonNode node) {
        JsonNode plain = node.get("Principal");
        JsonNode negated = node.get("NotPrincipal");
        if (plain != null && negated != null)
            throw new MalformedPolicy(
                    "Syntax errors in policy. A statement has either Principal or NotPrincipal.");
        JsonNode given = plain != null ? plain : negated;
        if (given == null) return Optional.empty();
        if (given.isString() && given.asString().equals("*"))
            return Optional.of(new Principals(negated != null, List.of("*"), List.of()));
        if (!given.isObject() || given.isEmpty())
            throw new MalformedPolicy("Invalid principal in policy");
        known(given, Set.of("AWS", "Service", "Federated", "CanonicalUser"));
        List<String> aws = given.has("AWS") ? texts(given.get("AWS")) : List.of();
        for (String one : aws)
            if (!AWS.matcher(one).matches())
                throw new MalformedPolicy(
                        "Invalid principal in policy: \"AWS\":\"%s\"".formatted(shorten(one)));
        List<String> services = given.has("Service") ? texts(given.get("Service")) : List.of();
        return Optional.of(new Principals(negated != null, aws, services));
    }

    private List<Condition> conditions(JsonNode node) {
        JsonNode all = node.get("Condition");
        if (all == null) return List.of();
        if (!all.isObject())
            throw new MalformedPolicy("Syntax errors in policy. Condition must be an object.");
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> operator : all.properties()) {
            if (!operator.getValue().isObject())
                throw new MalformedPolicy(
                        "Syntax errors in policy. Condition %s must be an object."
                                .formatted(shorten(operator.getKey())));
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties())
                conditions.add(condition(operator.getKey(), key.getKey(), key.getValue()));
        }
        return conditions;
    }

    private Condition condition(String written, String key, JsonNode values) {
        String name = written;
        Over over = Over.ONE;
        if (name.startsWith("ForAllValues:")) over = Over.ALL_VALUES;
        if (name.startsWith("ForAnyValue:")) over = Over.ANY_VALUE;
        name = name.substring(name.indexOf(':') + 1);
        boolean ifExists = name.endsWith("IfExists");
        if (ifExists) name = name.substring(0, name.length() - "IfExists".length());
        Operator operator =
                Operator.named(name)
                        .filter(known -> over(written) || !written.contains(":"))
                        .orElseThrow(() ->
                                new MalformedPolicy(
                                        "Invalid Condition type : %s."
                                                .formatted(shorten(written))));
        if (!key.contains(":"))
            throw new MalformedPolicy(
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. %s is not."
                            .formatted(shorten(key)));
        List<Glob> wanted = texts(values).stream().map(t -> Glob.of(t, variables)).toList();
        return new Condition(operator, ifExists, over, key, wanted);
    }

    private static boolean over(String written) {
        return written.startsWith("ForAllValues:") || written.startsWith("ForAnyValue:");
    }

    private static List<JsonNode> list(JsonNode node) {
        return node.isArray() ? node.valueStream().toList() : List.of(node);
    }

    /** Texts, or numbers and booleans as they are written. */
    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : list(node)) {
            if (!one.isValueNode() || one.isNull())
                throw new MalformedPolicy("Syntax errors in policy.");
            texts.add(one.asString());
        }
        return texts;
    }

    private static String shorten(String text) {
        return text.length() <= 128 ? text : text.substring(0, 128) + "…";
    }
}
