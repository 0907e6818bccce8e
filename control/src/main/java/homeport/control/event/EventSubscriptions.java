package homeport.control.event;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Arn;
import homeport.control.name.Filters;
import homeport.control.name.TagHolder;
import homeport.control.name.Tags;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.record.Paging;
import homeport.control.record.Records;
import homeport.control.tag.RecordTags;
import homeport.store.Store;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.rds.model.AddSourceIdentifierToSubscriptionRequest;
import software.amazon.awssdk.services.rds.model.AddSourceIdentifierToSubscriptionResponse;
import software.amazon.awssdk.services.rds.model.CreateEventSubscriptionRequest;
import software.amazon.awssdk.services.rds.model.CreateEventSubscriptionResponse;
import software.amazon.awssdk.services.rds.model.DeleteEventSubscriptionRequest;
import software.amazon.awssdk.services.rds.model.DeleteEventSubscriptionResponse;
import software.amazon.awssdk.services.rds.model.DescribeEventSubscriptionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeEventSubscriptionsResponse;
import software.amazon.awssdk.services.rds.model.ModifyEventSubscriptionRequest;
import software.amazon.awssdk.services.rds.model.ModifyEventSubscriptionResponse;
import software.amazon.awssdk.services.rds.model.RemoveSourceIdentifierFromSubscriptionRequest;
import software.amazon.awssdk.services.rds.model.RemoveSourceIdentifierFromSubscriptionResponse;

/**
 * Event subscriptions come, change and go. Whether their topics are there is asked of the {@link
 * Notifier}; what they receive is sent by the {@link EventFeed}.
 */
public final class EventSubscriptions {
    /** Source: RDS user guide, "Quotas and constraints for Amazon RDS". */
    public static final int QUOTA = 20;

    private static final int NAME_CHARS_MAX = 254;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final Records<EventSubscription> records;
    private final Commits commits;
    private final Supplier<Notifier> notifier;
    private final BiPredicate<Call, Arn> exists;

    /**
     * @param notifier the topics; asked at each request
     * @param exists whether there is a resource of that name
     */
    public EventSubscriptions(
            Store store, Supplier<Notifier> notifier, BiPredicate<Call, Arn> exists) {
        this.records = new Records<>(store, "event-subscription", EventSubscription.class);
        this.commits = new Commits(store);
        this.notifier = notifier;
        this.exists = exists;
    }

    public void register(Service rds) {
        rds.on("CreateEventSubscription", CreateEventSubscriptionRequest::builder, this::create)
                .on(
                        "ModifyEventSubscription",
                        ModifyEventSubscriptionRequest::builder,
                        this::modify)
                .on(
                        "DeleteEventSubscription",
                        DeleteEventSubscriptionRequest::builder,
                        this::delete)
                .on(
                        "DescribeEventSubscriptions",
                        DescribeEventSubscriptionsRequest::builder,
                        this::describe)
                .on(
                        "AddSourceIdentifierToSubscription",
                        AddSourceIdentifierToSubscriptionRequest::builder,
                        this::add)
                .on(
                        "RemoveSourceIdentifierFromSubscription",
                        RemoveSourceIdentifierFromSubscriptionRequest::builder,
                        this::remove);
    }

    /** How many there are in the region. */
    public int count(String region) {
        return records.count(region);
    }

    Records<EventSubscription> records() {
        return records;
    }

    /** Tags of {@code es} resources. */
    public static TagHolder tags(Store store) {
        Records<EventSubscription> records =
                new Records<>(store, "event-subscription", EventSubscription.class);
        return new RecordTags<>(
                "es",
                records,
                new Commits(store),
                arn ->
                        records.find(arn.region(), arn.id().toLowerCase(Locale.ROOT))
                                .orElseThrow(() -> notFound(arn.id())),
                EventSubscription::tags,
                EventSubscription::withTags);
    }

    private CreateEventSubscriptionResponse create(
            Call call, CreateEventSubscriptionRequest asked) {
        String name = name(asked.subscriptionName());
        topic(asked.snsTopicArn());
        Optional<Source> type = type(asked.sourceType());
        if (type.isEmpty() && asked.hasSourceIds() && !asked.sourceIds().isEmpty())
            throw AwsException.invalidCombination(
                    "SourceType must be specified when SourceIds are.");
        EventSubscription made =
                new EventSubscription(
                        name,
                        asked.snsTopicArn(),
                        type.map(Source::text),
                        sources(call, type, asked.sourceIds()),
                        categories(type, asked.eventCategories()),
                        !Boolean.FALSE.equals(asked.enabled()),
                        call.now().truncatedTo(ChronoUnit.MILLIS),
                        Tags.of(asked.tags()));
        String id = key(name);
        commits.run(() -> {
            if (records.find(call.region(), id).isPresent())
                throw new AwsException(
                        "SubscriptionAlreadyExist",
                        "Subscription %s already exists.".formatted(name));
            if (count(call.region()) >= QUOTA)
                throw new AwsException(
                        "EventSubscriptionQuotaExceeded",
                        "There are %d event subscriptions, allowed %d.".formatted(QUOTA, QUOTA));
            return new Attempt<>(List.of(records.create(call.region(), id, made)), made);
        });
        return CreateEventSubscriptionResponse.builder()
                .eventSubscription(view(call, made))
                .build();
    }

    private ModifyEventSubscriptionResponse modify(
            Call call, ModifyEventSubscriptionRequest asked) {
        if (asked.snsTopicArn() != null) topic(asked.snsTopicArn());
        Optional<Source> given = type(asked.sourceType());
        EventSubscription after =
                change(
                        call,
                        asked.subscriptionName(),
                        before -> {
                            Optional<Source> type =
                                    given.or(() -> before.sourceType().flatMap(Source::of));
                            boolean same = type.map(Source::text).equals(before.sourceType());
                            List<String> kept = same ? before.categories() : List.of();
                            return new EventSubscription(
                                    before.name(),
                                    Optional.ofNullable(asked.snsTopicArn())
                                            .orElse(before.topicArn()),
                                    type.map(Source::text),
                                    same ? before.sourceIds() : List.of(),
                                    asked.hasEventCategories()
                                            ? categories(type, asked.eventCategories())
                                            : kept,
                                    Optional.ofNullable(asked.enabled()).orElse(before.enabled()),
                                    before.created(),
                                    before.tags());
                        });
        return ModifyEventSubscriptionResponse.builder()
                .eventSubscription(view(call, after))
                .build();
    }

    private DeleteEventSubscriptionResponse delete(
            Call call, DeleteEventSubscriptionRequest asked) {
        EventSubscription gone =
                commits.run(() -> {
                    Held<EventSubscription> held = held(call, asked.subscriptionName());
                    return new Attempt<>(List.of(records.delete(held)), held.value());
                });
        return DeleteEventSubscriptionResponse.builder()
                .eventSubscription(view(call, gone))
                .build();
    }

    private DescribeEventSubscriptionsResponse describe(
            Call call, DescribeEventSubscriptionsRequest asked) {
        Filters.of(asked.filters(), Map.of());
        List<Held<EventSubscription>> all =
                asked.subscriptionName() == null
                        ? records.list(call.region())
                        : List.of(held(call, asked.subscriptionName()));
        Paging<Held<EventSubscription>> page =
                Paging.of(all, asked.maxRecords(), asked.marker(), Held::key);
        return DescribeEventSubscriptionsResponse.builder()
                .eventSubscriptionsList(
                        page.rows().stream().map(held -> view(call, held.value())).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private AddSourceIdentifierToSubscriptionResponse add(
            Call call, AddSourceIdentifierToSubscriptionRequest asked) {
        EventSubscription after =
                change(
                        call,
                        asked.subscriptionName(),
                        before -> {
                            Optional<Source> type = before.sourceType().flatMap(Source::of);
                            if (type.isEmpty())
                                throw AwsException.invalidCombination(
                                        "The subscription has no SourceType, so it takes no"
                                                + " source identifiers.");
                            Set<String> ids = new LinkedHashSet<>(before.sourceIds());
                            ids.addAll(sources(call, type, List.of(asked.sourceIdentifier())));
                            return before.withSources(List.copyOf(ids));
                        });
        return AddSourceIdentifierToSubscriptionResponse.builder()
                .eventSubscription(view(call, after))
                .build();
    }

    private RemoveSourceIdentifierFromSubscriptionResponse remove(
            Call call, RemoveSourceIdentifierFromSubscriptionRequest asked) {
        String id = asked.sourceIdentifier().toLowerCase(Locale.ROOT);
        EventSubscription after =
                change(
                        call,
                        asked.subscriptionName(),
                        before -> {
                            List<String> left = new ArrayList<>(before.sourceIds());
                            if (!left.remove(id)) throw noSource(asked.sourceIdentifier());
                            return before.withSources(left);
                        });
        return RemoveSourceIdentifierFromSubscriptionResponse.builder()
                .eventSubscription(view(call, after))
                .build();
    }

    private EventSubscription change(
            Call call, String name, UnaryOperator<EventSubscription> change) {
        return commits.run(() -> {
            Held<EventSubscription> held = held(call, name);
            EventSubscription after = change.apply(held.value());
            return new Attempt<>(List.of(records.replace(held, after)), after);
        });
    }

    private Held<EventSubscription> held(Call call, String name) {
        return Optional.of(key(name))
                .filter(id -> id.matches("[a-z0-9-]{1,254}"))
                .flatMap(id -> records.find(call.region(), id))
                .orElseThrow(() -> notFound(name));
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static AwsException notFound(String name) {
        return new AwsException(
                "SubscriptionNotFound", "Could not find event subscription %s.".formatted(name));
    }

    private static String name(String given) {
        boolean fits =
                given.length() <= NAME_CHARS_MAX && given.matches("[A-Za-z](?:-?[A-Za-z0-9])*-?");
        if (!fits)
            throw AwsException.invalidValue(
                    "Invalid SubscriptionName %s. It has fewer than 255 letters, digits and hyphens and begins with a letter."
                            .formatted(given));
        return given;
    }

    private void topic(String arn) {
        if (!arn.matches("arn:aws:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}"))
            throw new AwsException("SNSInvalidTopic", "%s is no topic's ARN.".formatted(arn));
        if (!notifier.get().exists(arn))
            throw new AwsException(
                    "SNSTopicArnNotFound", "SNS topic %s does not exist.".formatted(arn));
    }

    private static Optional<Source> type(String given) {
        if (given == null || given.isEmpty()) return Optional.empty();
        return Optional.of(
                Source.of(given)
                        .orElseThrow(() ->
                                AwsException.invalidValue(
                                        "Invalid SourceType %s. Allowed: %s."
                                                .formatted(
                                                        given,
                                                        Arrays.stream(Source.values())
                                                                .map(Source::text)
                                                                .toList()))));
    }

    private List<String> sources(Call call, Optional<Source> type, List<String> given) {
        Set<String> ids = new LinkedHashSet<>();
        for (String id : given) {
            String folded = id.toLowerCase(Locale.ROOT);
            Arn arn = new Arn(call.region(), call.account(), type.orElseThrow().arnKind(), folded);
            if (!exists.test(call, arn)) throw noSource(id);
            ids.add(folded);
        }
        return List.copyOf(ids);
    }

    private static AwsException noSource(String id) {
        return new AwsException("SourceNotFound", "The source %s was not found.".formatted(id));
    }

    private static List<String> categories(Optional<Source> type, List<String> given) {
        List<String> known =
                type.map(Source::categories)
                        .orElseGet(() ->
                                Arrays.stream(Source.values())
                                        .flatMap(source -> source.categories().stream())
                                        .distinct()
                                        .toList());
        for (String category : given)
            if (!known.contains(category))
                throw new AwsException(
                        "SubscriptionCategoryNotFound",
                        "The category %s does not exist; there are %s.".formatted(category, known));
        return given.stream().distinct().toList();
    }

    private software.amazon.awssdk.services.rds.model.EventSubscription view(
            Call call, EventSubscription one) {
        return software.amazon.awssdk.services.rds.model.EventSubscription.builder()
                .customerAwsId(call.account())
                .custSubscriptionId(one.name())
                .snsTopicArn(one.topicArn())
                .status(notifier.get().exists(one.topicArn()) ? "active" : "topic-not-exist")
                .subscriptionCreationTime(TIME.format(one.created()))
                .sourceType(one.sourceType().orElse(null))
                .sourceIdsList(one.sourceIds())
                .eventCategoriesList(one.categories())
                .enabled(one.enabled())
                .eventSubscriptionArn(
                        new Arn(call.region(), call.account(), "es", key(one.name())).toString())
                .build();
    }
}
