package homeport.control.event;

import static homeport.control.testkit.Calls.ACCOUNT;
import static homeport.control.testkit.Calls.NOW;
import static homeport.control.testkit.Calls.REGION;
import static homeport.control.testkit.Calls.call;
import static homeport.control.testkit.Calls.error;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.AwsException;
import homeport.aws.Service;
import homeport.control.name.Arn;
import homeport.store.MemoryStore;
import homeport.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.AddSourceIdentifierToSubscriptionRequest;
import software.amazon.awssdk.services.rds.model.AddSourceIdentifierToSubscriptionResponse;
import software.amazon.awssdk.services.rds.model.CreateEventSubscriptionRequest;
import software.amazon.awssdk.services.rds.model.CreateEventSubscriptionResponse;
import software.amazon.awssdk.services.rds.model.DeleteEventSubscriptionRequest;
import software.amazon.awssdk.services.rds.model.DeleteEventSubscriptionResponse;
import software.amazon.awssdk.services.rds.model.DescribeEventSubscriptionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeEventSubscriptionsResponse;
import software.amazon.awssdk.services.rds.model.EventSubscription;
import software.amazon.awssdk.services.rds.model.ModifyEventSubscriptionRequest;
import software.amazon.awssdk.services.rds.model.ModifyEventSubscriptionResponse;
import software.amazon.awssdk.services.rds.model.RemoveSourceIdentifierFromSubscriptionRequest;
import software.amazon.awssdk.services.rds.model.RemoveSourceIdentifierFromSubscriptionResponse;

/** Who is told of which events. Source: RDS API reference, CreateEventSubscription. */
class EventSubscriptionsTest {
    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:alarms";
    private static final String OTHER = "arn:aws:sns:us-east-1:000000000000:other";

    private final MemoryStore store = new MemoryStore();
    private final Events events = new Events(store);
    private final Topics topics = new Topics();
    private final Service rds = new Service("rds");

    EventSubscriptionsTest() {
        new EventSubscriptions(store, () -> topics, (call, arn) -> arn.id().equals("orders"))
                .register(rds);
    }

    /** Keeps what is published. */
    private static final class Topics implements Notifier {
        private final BlockingQueue<Notice> published = new LinkedBlockingQueue<>();
        private volatile boolean busy;
        private volatile Runnable first = () -> {};

        @Override
        public boolean exists(String topicArn) {
            return List.of(TOPIC, OTHER).contains(topicArn);
        }

        @Override
        public void publish(Notice notice) {
            if (busy) throw new AwsException("Throttled", "too much waits");
            Runnable now = first;
            first = () -> {};
            now.run();
            published.add(notice);
        }

        private Notice next() throws InterruptedException {
            Notice next = published.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("a notice in 20 s").isNotNull();
            return next;
        }
    }

    @Test
    void aSubscriptionIsMadeChangedAndDeleted() {
        EventSubscription made =
                create("Mine", "db-instance", List.of("Orders"), List.of("backup"));
        assertThat(made.status()).isEqualTo("active");
        assertThat(made.subscriptionCreationTime()).isEqualTo("2026-11-24 12:00:00.000");
        assertThat(made.sourceIdsList()).containsExactly("orders");
        assertThat(made.eventSubscriptionArn())
                .isEqualTo("arn:aws:rds:us-east-1:000000000000:es:mine");
        EventSubscription changed =
                call(
                                rds,
                                "ModifyEventSubscription",
                                ModifyEventSubscriptionRequest.builder()
                                        .subscriptionName("mine")
                                        .enabled(false)
                                        .eventCategories("failover", "failure")
                                        .build(),
                                ModifyEventSubscriptionResponse.class)
                        .eventSubscription();
        assertThat(changed.enabled()).isFalse();
        assertThat(changed.eventCategoriesList()).containsExactly("failover", "failure");
        assertThat(changed.sourceIdsList()).containsExactly("orders");
        assertThat(source(false, "orders").sourceIdsList()).isEmpty();
        assertThat(source(true, "orders").sourceIdsList()).containsExactly("orders");
        assertThat(error(() -> source(true, "none"))).startsWith("SourceNotFound");
        assertThat(error(() -> source(false, "none"))).startsWith("SourceNotFound");
        delete("MINE");
        assertThat(error(() -> delete("mine"))).startsWith("SubscriptionNotFound");
        assertThat(describe()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no topic's ARN          | x    | db-instance | orders |          | arn:aws:sqs:us-east-1:000000000000:q | SNSInvalidTopic
                    no such topic           | x    | db-instance | orders |          | arn:aws:sns:us-east-1:000000000000:q | SNSTopicArnNotFound
                    no such source          | x    | db-instance | none   |          | arn:aws:sns:us-east-1:000000000000:alarms | SourceNotFound
                    a source without a kind | x    |             | orders |          | arn:aws:sns:us-east-1:000000000000:alarms | InvalidParameterCombination
                    no such kind            | x    | table       |        |          | arn:aws:sns:us-east-1:000000000000:alarms | InvalidParameterValue
                    no such category        | x    | db-instance |        | sunshine | arn:aws:sns:us-east-1:000000000000:alarms | SubscriptionCategoryNotFound
                    another kind's category | x    | db-snapshot |        | failover | arn:aws:sns:us-east-1:000000000000:alarms | SubscriptionCategoryNotFound
                    no name                 | 1x   | db-instance |        |          | arn:aws:sns:us-east-1:000000000000:alarms | InvalidParameterValue
                    """)
    void refuses(
            String story,
            String name,
            String type,
            String source,
            String category,
            String topic,
            String code) {
        var request =
                CreateEventSubscriptionRequest.builder()
                        .subscriptionName(name)
                        .snsTopicArn(topic)
                        .sourceType(type);
        if (source != null) request.sourceIds(source);
        if (category != null) request.eventCategories(category);
        assertThat(
                        error(() ->
                                call(
                                        rds,
                                        "CreateEventSubscription",
                                        request.build(),
                                        CreateEventSubscriptionResponse.class)))
                .startsWith(code);
    }

    @Test
    void aNameIsTakenOnceAndTwentyAreAllowed() {
        for (int i = 0; i < EventSubscriptions.QUOTA; i++)
            create("s" + i, null, List.of(), List.of());
        assertThat(error(() -> create("S1", null, List.of(), List.of())))
                .startsWith("SubscriptionAlreadyExist");
        assertThat(error(() -> create("more", null, List.of(), List.of())))
                .startsWith("EventSubscriptionQuotaExceeded");
    }

    @Test
    void eventsReachTheirTopicsOnceAndInOrderAlsoAfterARestart() throws Exception {
        record(EventKind.CREATED, NOW.minusSeconds(1)); // before anybody subscribed
        create("mine", "db-instance", List.of("orders"), List.of("backup", "creation"));
        create("too", null, List.of(), List.of());
        try (EventFeed feed = feed()) {
            feed.start();
            record(EventKind.BACKUP_STARTED, NOW);
            record(EventKind.RESTARTED, NOW);
            assertThat(topics.next().attributes()).containsEntry("EventID", "RDS-EVENT-0001");
            assertThat(topics.next().attributes()).containsEntry("EventID", "RDS-EVENT-0006");
        }
        record(EventKind.BACKUP_FINISHED, NOW); // while nobody looks
        try (EventFeed feed = feed()) {
            feed.start();
            Notifier.Notice notice = topics.next();
            assertThat(notice.subject()).isEqualTo("RDS Notification Message");
            assertThat(notice.message())
                    .isEqualTo(
                            """
                            {"Event Source":"db-instance","Event Time":"2026-11-24 12:00:00.000",\
                            "Identifier Link":"https://console.aws.amazon.com/rds/home?region=us-east-1#dbinstance:id=orders",\
                            "Source ID":"orders","Source ARN":"arn:aws:rds:us-east-1:000000000000:db:orders",\
                            "Event ID":"http://docs.amazonwebservices.com/AmazonRDS/latest/UserGuide/USER_Events.html#RDS-EVENT-0002",\
                            "Event Message":"Finished DB Instance backup","Tags":{"team":"a"}}\
                            """);
            topics.busy = true;
            record(EventKind.SHUT_DOWN, NOW);
        }
        topics.busy = false;
        try (EventFeed feed = feed()) {
            feed.start();
            assertThat(topics.next().attributes()).containsEntry("EventID", "RDS-EVENT-0004");
        }
        assertThat(topics.published).isEmpty();
    }

    /** Told twice rather than not: whoever delivers knows the notice by its id. */
    @Test
    void theFeedGoesOnWhenTheDiskHasRoomAgain() throws Exception {
        create("all", null, List.of(), List.of());
        try (EventFeed feed = feed()) {
            feed.start();
            topics.first =
                    () -> {
                        store.overtakeOnce(() -> {
                            throw new StoreException("the store's disk is full");
                        });
                        throw new IllegalStateException("and then a fault of ours");
                    };
            record(EventKind.BACKUP_STARTED, NOW);
            assertThat(topics.next().attributes()).containsEntry("EventID", "RDS-EVENT-0001");
            assertThat(topics.next().attributes()).containsEntry("EventID", "RDS-EVENT-0001");
            record(EventKind.SHUT_DOWN, NOW);
            assertThat(topics.next().attributes()).containsEntry("EventID", "RDS-EVENT-0004");
        }
    }

    private EventFeed feed() {
        return new EventFeed(store, topics, arn -> Map.of("team", "a"), Duration.ofMillis(50));
    }

    private void record(EventKind kind, Instant at) {
        Arn orders = new Arn(REGION, ACCOUNT, "db", "orders");
        store.commit(List.of(events.record(REGION, kind.on(orders, at))));
    }

    private EventSubscription create(
            String name, String type, List<String> sources, List<String> categories) {
        return call(
                        rds,
                        "CreateEventSubscription",
                        CreateEventSubscriptionRequest.builder()
                                .subscriptionName(name)
                                .snsTopicArn(TOPIC)
                                .sourceType(type)
                                .sourceIds(sources)
                                .eventCategories(categories)
                                .build(),
                        CreateEventSubscriptionResponse.class)
                .eventSubscription();
    }

    private EventSubscription source(boolean add, String id) {
        if (add)
            return call(
                            rds,
                            "AddSourceIdentifierToSubscription",
                            AddSourceIdentifierToSubscriptionRequest.builder()
                                    .subscriptionName("mine")
                                    .sourceIdentifier(id)
                                    .build(),
                            AddSourceIdentifierToSubscriptionResponse.class)
                    .eventSubscription();
        return call(
                        rds,
                        "RemoveSourceIdentifierFromSubscription",
                        RemoveSourceIdentifierFromSubscriptionRequest.builder()
                                .subscriptionName("mine")
                                .sourceIdentifier(id)
                                .build(),
                        RemoveSourceIdentifierFromSubscriptionResponse.class)
                .eventSubscription();
    }

    private void delete(String name) {
        call(
                rds,
                "DeleteEventSubscription",
                DeleteEventSubscriptionRequest.builder().subscriptionName(name).build(),
                DeleteEventSubscriptionResponse.class);
    }

    private List<EventSubscription> describe() {
        return call(
                        rds,
                        "DescribeEventSubscriptions",
                        DescribeEventSubscriptionsRequest.builder().build(),
                        DescribeEventSubscriptionsResponse.class)
                .eventSubscriptionsList();
    }
}
