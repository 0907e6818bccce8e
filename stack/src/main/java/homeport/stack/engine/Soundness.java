package homeport.stack.engine;

import homeport.aws.AwsException;
import homeport.stack.template.Fault;
import homeport.stack.template.Resource;
import homeport.stack.template.Template;
import homeport.stack.type.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether a template can be deployed here, before anything is made. */
public final class Soundness {
    private static final Set<String> IDENTITIES =
            Set.of(
                    "AWS::IAM::AccessKey",
                    "AWS::IAM::Group",
                    "AWS::IAM::InstanceProfile",
                    "AWS::IAM::ManagedPolicy",
                    "AWS::IAM::Policy",
                    "AWS::IAM::Role",
                    "AWS::IAM::User",
                    "AWS::IAM::UserToGroupAddition");

    private static final Map<String, String> NAMED =
            Map.of(
                    "AWS::IAM::Group", "GroupName",
                    "AWS::IAM::InstanceProfile", "InstanceProfileName",
                    "AWS::IAM::ManagedPolicy", "ManagedPolicyName",
                    "AWS::IAM::Role", "RoleName",
                    "AWS::IAM::User", "UserName");

    private static final String IAM = "CAPABILITY_IAM";
    private static final String NAMED_IAM = "CAPABILITY_NAMED_IAM";

    private Soundness() {}

    /**
     * What can be said without parameters: of the resources that no condition decides about.
     *
     * @throws AwsException {@code ValidationError}: a type or a property is not there
     */
    public static void check(Template template, Catalog types) {
        check(
                template.resources().values().stream()
                        .filter(one -> one.condition().isEmpty())
                        .toList(),
                types);
    }

    /**
     * @param present the resources that are to be there
     * @throws AwsException {@code ValidationError}: a type or a property is not there
     */
    public static void check(Template template, Set<String> present, Catalog types) {
        check(present.stream().map(template.resources()::get).toList(), types);
    }

    private static void check(List<Resource> resources, Catalog types) {
        List<String> unknown =
                resources.stream()
                        .map(Resource::type)
                        .filter(name -> types.find(name).isEmpty())
                        .distinct()
                        .sorted()
                        .toList();
        if (!unknown.isEmpty())
            throw Fault.validation(
                    "Template format error: Unrecognized resource types: [%s]"
                            .formatted(String.join(", ", unknown)));
        for (Resource resource : resources) {
            ResourceType type = types.get(resource.type());
            Set<String> wrong = new TreeSet<>(resource.properties().propertyNames());
            wrong.removeAll(type.properties().keySet());
            if (!wrong.isEmpty())
                throw Fault.validation(
                        "Template error: resource %s of type %s: Encountered unsupported property %s"
                                .formatted(
                                        resource.logicalId(),
                                        resource.type(),
                                        String.join(", ", wrong)));
        }
    }

    /** The capability that the template takes, and because of which types. */
    public record Capability(String name, List<String> types) {}

    public static Optional<Capability> capability(Template template) {
        List<String> types = template.types().stream().filter(IDENTITIES::contains).toList();
        if (types.isEmpty()) return Optional.empty();
        boolean named =
                template.resources().values().stream()
                        .anyMatch(one ->
                                NAMED.containsKey(one.type())
                                        && one.properties().has(NAMED.get(one.type())));
        return Optional.of(new Capability(named ? NAMED_IAM : IAM, types));
    }

    /**
     * @param given as the request acknowledges
     * @throws AwsException {@code InsufficientCapabilitiesException}
     */
    public static void acknowledged(Template template, List<String> given) {
        Optional<Capability> needed = capability(template);
        if (needed.isEmpty() || given.contains(NAMED_IAM)) return;
        if (needed.get().name().equals(IAM) && given.contains(IAM)) return;
        throw new AwsException(
                "InsufficientCapabilitiesException",
                "Requires capabilities : [%s]".formatted(needed.get().name()));
    }

    /**
     * @throws AwsException {@code ValidationError}: a resource would become one of another type
     */
    public static void sameTypes(Template before, Template after) {
        List<String> changed =
                after.resources().values().stream()
                        .filter(one -> before.resources().containsKey(one.logicalId()))
                        .filter(one ->
                                !before.resources().get(one.logicalId()).type().equals(one.type()))
                        .map(Resource::logicalId)
                        .toList();
        if (!changed.isEmpty())
            throw Fault.validation(
                    "Update of resource type is not permitted. The new template modifies resource type of the following resources: [%s]"
                            .formatted(String.join(", ", changed)));
    }
}
