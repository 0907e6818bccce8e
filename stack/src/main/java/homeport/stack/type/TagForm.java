package homeport.stack.type;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How a service has tags written.
 *
 * @param shape of tags in requests
 * @param member of the create request; empty when tags come in a request of their own
 * @param target the member that names the resource in requests about tags
 * @param targetAt where the resource as shown has that name; empty for the physical id
 * @param actions to add, to remove and to list
 * @param listAt where the answer of the list has them
 */
public record TagForm(
        String service,
        Shape shape,
        String member,
        String target,
        String targetAt,
        Actions actions,
        String listAt) {

    /** {@code [{Key, Value}]}, {@code {key: value}}, or EC2's with the kind of resource. */
    public enum Shape {
        LIST,
        MAP,
        OF_EC2
    }

    /**
     * @param keys the member for keys to remove
     */
    public record Actions(String add, String remove, String list, String keys) {}

    private static final Actions USUAL =
            new Actions("TagResource", "UntagResource", "ListTagsForResource", "TagKeys");

    /** EC2 names its kinds itself: {@code vpc}, {@code natgateway}. */
    public static TagForm ec2(String kind) {
        return new TagForm(
                "ec2",
                Shape.OF_EC2,
                kind,
                "Resources",
                "",
                new Actions("CreateTags", "DeleteTags", "DescribeTags", "Tags"),
                "");
    }

    public static TagForm rds(String arnAt) {
        Actions actions =
                new Actions(
                        "AddTagsToResource",
                        "RemoveTagsFromResource",
                        "ListTagsForResource",
                        "TagKeys");
        return new TagForm("rds", Shape.LIST, "Tags", "ResourceName", arnAt, actions, "/TagList");
    }

    /** IAM has actions for each kind of entity. */
    public static TagForm iam(String kind, String target) {
        Actions actions =
                new Actions("Tag" + kind, "Untag" + kind, "List" + kind + "Tags", "TagKeys");
        return new TagForm("iam", Shape.LIST, "Tags", target, "", actions, "/Tags");
    }

    public static TagForm list(String service, String target, String targetAt) {
        return new TagForm(service, Shape.LIST, "Tags", target, targetAt, USUAL, "/Tags");
    }

    /** Secrets show their tags themselves. */
    public static TagForm secrets() {
        Actions actions = new Actions("TagResource", "UntagResource", "DescribeSecret", "TagKeys");
        return new TagForm("secretsmanager", Shape.LIST, "Tags", "SecretId", "", actions, "/Tags");
    }

    public static TagForm queues() {
        Actions actions = new Actions("TagQueue", "UntagQueue", "ListQueueTags", "TagKeys");
        return new TagForm("sqs", Shape.MAP, "tags", "QueueUrl", "", actions, "/Tags");
    }

    public static TagForm logs(String arnAt) {
        Actions actions =
                new Actions("TagResource", "UntagResource", "ListTagsForResource", "tagKeys");
        return new TagForm("logs", Shape.MAP, "tags", "resourceArn", arnAt, actions, "/tags");
    }

    public static TagForm repositories(String arnAt) {
        Actions actions =
                new Actions("TagResource", "UntagResource", "ListTagsForResource", "tagKeys");
        return new TagForm("ecr", Shape.LIST, "tags", "resourceArn", arnAt, actions, "/tags");
    }

    /** Parameters are of several kinds of resource that are tagged in one way. */
    public static TagForm parameters() {
        Actions actions =
                new Actions(
                        "AddTagsToResource",
                        "RemoveTagsFromResource",
                        "ListTagsForResource",
                        "TagKeys");
        return new TagForm("ssm", Shape.LIST, "Tags", "ResourceId", "", actions, "/TagList");
    }

    void create(Ask ask, Map<String, String> tags) {
        if (shape == Shape.OF_EC2) {
            Ask specification = Ask.with("ResourceType", member).and("Tags", Tags.list(tags));
            ask.and("TagSpecifications", listOf(specification));
        } else if (!member.isEmpty()) {
            ask.and(member, value(tags));
        }
    }

    /** Writes what should be there, and takes away what was dropped. */
    public void change(Api api, String resource, Map<String, String> kept, List<String> dropped) {
        if (!kept.isEmpty()) {
            Ask ask = target(resource);
            ask.and(added(), value(kept));
            ask.of(api, service, actions.add());
        }
        if (dropped.isEmpty()) return;
        Ask ask = target(resource);
        if (shape == Shape.OF_EC2) {
            ArrayNode keys = JsonNodeFactory.instance.arrayNode();
            dropped.forEach(key -> keys.addObject().put("Key", key));
            ask.and(actions.keys(), keys);
        } else {
            ask.and(actions.keys(), dropped);
        }
        ask.of(api, service, actions.remove());
    }

    Map<String, String> read(Api api, String resource) {
        return Tags.read(target(resource).of(api, service, actions.list()).at(listAt));
    }

    private Ask target(String resource) {
        if (service.equals("ssm"))
            return Ask.with("ResourceType", "Parameter").and(target, resource);
        return shape == Shape.OF_EC2
                ? Ask.nothing().and(target, List.of(resource))
                : Ask.with(target, resource);
    }

    /** EC2 and SQS call tags otherwise when they come with what they are for. */
    private String added() {
        return service.equals("ec2") || service.equals("sqs") ? "Tags" : member;
    }

    private JsonNode value(Map<String, String> tags) {
        return shape == Shape.MAP ? Tags.map(tags) : Tags.list(tags);
    }

    private static ArrayNode listOf(Ask one) {
        return JsonNodeFactory.instance.arrayNode().add(one.members());
    }
}
