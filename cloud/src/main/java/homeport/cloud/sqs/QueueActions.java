package homeport.cloud.sqs;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.ReservedTags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesResponse;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;

/** Queues come, change and go. */
final class QueueActions {
    static final int QUEUES_MAX = 1000;
    private static final int TAGS_MAX = 50;
    private static final int PAGE_MAX = 1000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    private final QueueStore queues;
    private final Shelves shelves;
    private final Supplier<String> apiUrl;

    QueueActions(QueueStore queues, Shelves shelves, Supplier<String> apiUrl) {
        this.queues = queues;
        this.shelves = shelves;
        this.apiUrl = apiUrl;
    }

    CreateQueueResponse create(Call call, CreateQueueRequest asked) {
        String name = asked.queueName();
        if (name.endsWith(".fifo")) throw QueueAttributes.fifo();
        if (!NAME.matcher(name).matches())
            throw Refusal.parameter(
                    "QueueName",
                    name,
                    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in"
                            + " length.");
        Map<String, String> attributes =
                QueueAttributes.merged(Map.of(), asked.attributesAsStrings());
        Optional<Queue> there = queues.find(call.region(), name);
        if (there.isEmpty()) {
            if (queues.list(call.region()).size() >= QUEUES_MAX)
                throw new AwsException(
                        "RequestThrottled",
                        "There are %d queues, allowed %d.".formatted(QUEUES_MAX, QUEUES_MAX));
            Queue made =
                    new Queue(
                            UUID.randomUUID().toString(),
                            call.region(),
                            name,
                            attributes,
                            tags(Map.of(), asked.tags()),
                            call.now(),
                            call.now());
            if (queues.create(made)) return created(made);
            there = queues.find(call.region(), name);
        }
        Queue old = there.orElseThrow(Refusal::noQueue);
        refuseAnother(old, attributes);
        return created(old);
    }

    /** Source: SQS API reference, CreateQueue, QueueNameExists. */
    private static void refuseAnother(Queue old, Map<String, String> attributes) {
        attributes.forEach((name, value) -> {
            String is = old.attributes().getOrDefault(name, QueueAttributes.DEFAULTS.get(name));
            if (!value.equals(is))
                throw new AwsException(
                        "QueueNameExists",
                        "A queue already exists with the same name and a different value for"
                                + " attribute "
                                + name);
        });
    }

    private CreateQueueResponse created(Queue queue) {
        return CreateQueueResponse.builder().queueUrl(url(queue)).build();
    }

    private String url(Queue queue) {
        return QueueUrl.of(apiUrl.get(), queues.account(), queue.name());
    }

    DeleteQueueResponse delete(Call call, DeleteQueueRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        queues.delete(queue);
        shelves.delete(queue);
        return DeleteQueueResponse.builder().build();
    }

    GetQueueUrlResponse find(Call call, GetQueueUrlRequest asked) {
        String owner = asked.queueOwnerAWSAccountId();
        if (owner != null && !owner.equals(queues.account())) throw Refusal.noQueue();
        if (!NAME.matcher(asked.queueName()).matches()) throw Refusal.noQueue();
        Queue queue = queues.find(call.region(), asked.queueName()).orElseThrow(Refusal::noQueue);
        return GetQueueUrlResponse.builder().queueUrl(url(queue)).build();
    }

    ListQueuesResponse list(Call call, ListQueuesRequest asked) {
        String prefix = Optional.ofNullable(asked.queueNamePrefix()).orElse("");
        List<Queue> found =
                queues.list(call.region()).stream()
                        .filter(queue -> queue.name().startsWith(prefix))
                        .toList();
        Cut cut = cut(found, asked.maxResults(), asked.nextToken());
        return ListQueuesResponse.builder()
                .queueUrls(cut.rows().stream().map(this::url).toList())
                .nextToken(asked.maxResults() == null ? null : cut.next())
                .build();
    }

    ListDeadLetterSourceQueuesResponse sources(Call call, ListDeadLetterSourceQueuesRequest asked) {
        String arn = queues.byUrl(call.region(), asked.queueUrl()).arn(queues.account());
        List<Queue> found =
                queues.list(call.region()).stream()
                        .filter(queue -> target(queue).filter(arn::equals).isPresent())
                        .toList();
        Cut cut = cut(found, asked.maxResults(), asked.nextToken());
        return ListDeadLetterSourceQueuesResponse.builder()
                .queueUrls(cut.rows().stream().map(this::url).toList())
                .nextToken(cut.next())
                .build();
    }

    private static Optional<String> target(Queue queue) {
        return Optional.ofNullable(queue.attributes().get("RedrivePolicy"))
                .map(policy -> QueueAttributes.redrive(policy).target());
    }

    /**
     * @param next null on the last page, as the SDK's builders want it
     */
    private record Cut(List<Queue> rows, String next) {}

    private static Cut cut(List<Queue> sorted, Integer max, String token) {
        int size = max == null ? PAGE_MAX : max;
        if (size < 1 || size > PAGE_MAX)
            throw Refusal.parameter("MaxResults", size, "Must be between 1 and 1000.");
        String after = token == null ? "" : decode(token);
        List<Queue> rest =
                sorted.stream().filter(queue -> queue.name().compareTo(after) > 0).toList();
        if (rest.size() <= size) return new Cut(rest, null);
        List<Queue> rows = rest.subList(0, size);
        String last = rows.getLast().name();
        return new Cut(
                rows, Base64.getEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw Refusal.parameter("NextToken", "***", "It is not one that this service gave.");
        }
    }

    GetQueueAttributesResponse attributes(Call call, GetQueueAttributesRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        Shelf.Counts counts = shelves.of(queue).counts(call.now());
        Map<String, String> all = new TreeMap<>(QueueAttributes.DEFAULTS);
        all.putAll(queue.attributes());
        all.put("QueueArn", queue.arn(queues.account()));
        all.put("CreatedTimestamp", Long.toString(queue.created().getEpochSecond()));
        all.put("LastModifiedTimestamp", Long.toString(queue.changed().getEpochSecond()));
        all.put("ApproximateNumberOfMessages", Integer.toString(counts.visible()));
        all.put("ApproximateNumberOfMessagesNotVisible", Integer.toString(counts.inFlight()));
        all.put("ApproximateNumberOfMessagesDelayed", Integer.toString(counts.delayed()));
        List<String> wanted = asked.attributeNamesAsStrings();
        if (!wanted.contains("All")) all.keySet().retainAll(wanted);
        return GetQueueAttributesResponse.builder().attributesWithStrings(all).build();
    }

    SetQueueAttributesResponse set(Call call, SetQueueAttributesRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        queues.change(
                queue,
                before ->
                        before.withAttributes(
                                QueueAttributes.merged(
                                        before.attributes(), asked.attributesAsStrings()),
                                call.now()));
        return SetQueueAttributesResponse.builder().build();
    }

    TagQueueResponse tag(Call call, TagQueueRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        queues.change(queue, before -> before.withTags(tags(before.tags(), asked.tags())));
        return TagQueueResponse.builder().build();
    }

    UntagQueueResponse untag(Call call, UntagQueueRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        queues.change(
                queue,
                before -> {
                    Map<String, String> left = new HashMap<>(before.tags());
                    left.keySet().removeAll(asked.tagKeys());
                    return before.withTags(left);
                });
        return UntagQueueResponse.builder().build();
    }

    ListQueueTagsResponse tags(Call call, ListQueueTagsRequest asked) {
        Queue queue = queues.byUrl(call.region(), asked.queueUrl());
        return ListQueueTagsResponse.builder().tags(queue.tags()).build();
    }

    private static Map<String, String> tags(Map<String, String> before, Map<String, String> more) {
        Map<String, String> after = new TreeMap<>(before);
        List<String> bad = new ArrayList<>();
        more.forEach((key, value) -> {
            boolean fits = !key.isEmpty() && key.length() <= 128 && value.length() <= 256;
            if (fits && !ReservedTags.refuses(key)) after.put(key, value);
            else bad.add(key);
        });
        if (!bad.isEmpty() || after.size() > TAGS_MAX)
            throw Refusal.parameter(
                    "Tags",
                    bad,
                    "Keys have 1 to 128 characters and do not begin with aws:, values up to 256,"
                            + " and a queue has 50 tags at the most.");
        return after;
    }
}
