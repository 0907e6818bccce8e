package homeport.cloud.sns;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.cloud.sns.Subscription.Confirmation;
import homeport.cloud.sns.delivery.Courier;
import homeport.cloud.sns.delivery.Letter;
import homeport.cloud.sqs.Sqs;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsResponse;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;

/** Subscriptions are asked for, confirmed, changed and ended. */
final class SubscriptionActions {
    /** AWS allows 12,500,000 to a topic. */
    static final int SUBSCRIPTIONS_MAX = 2000;

    static final String PENDING = "PendingConfirmation";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SnsStore store;
    private final Courier courier;
    private final Sqs queues;
    private final Supplier<String> apiUrl;

    SubscriptionActions(SnsStore store, Courier courier, Sqs queues, Supplier<String> apiUrl) {
        this.store = store;
        this.courier = courier;
        this.queues = queues;
        this.apiUrl = apiUrl;
    }

    SubscribeResponse subscribe(Call call, SubscribeRequest asked) {
        Topic topic = store.required(asked.topicArn());
        String endpoint = Optional.ofNullable(asked.endpoint()).orElse("");
        Endpoints.check(asked.protocol(), endpoint, apiUrl.get(), queues::exists);
        Map<String, String> attributes =
                SubscriptionAttributes.merged(
                        asked.protocol(), Map.of(), asked.attributes(), queues::exists);
        Optional<Subscription> there =
                store.subscriptions(topic).stream()
                        .filter(one -> one.protocol().equals(asked.protocol()))
                        .filter(one -> one.endpoint().equals(endpoint))
                        .findFirst();
        Subscription one =
                there.map(old -> again(call, old, attributes))
                        .orElseGet(() -> make(call, topic, asked.protocol(), endpoint, attributes));
        boolean tell =
                one.confirmation().isPresent()
                        || Boolean.TRUE.equals(asked.returnSubscriptionArn());
        return SubscribeResponse.builder()
                .subscriptionArn(tell ? one.arn() : "pending confirmation")
                .build();
    }

    private Subscription again(Call call, Subscription old, Map<String, String> attributes) {
        if (!attributes.isEmpty() && !attributes.equals(old.attributes()))
            throw Refusal.parameter(
                    "Attributes Reason: Subscription already exists with different attributes");
        if (old.confirmation().isPresent()) return old;
        Subscription one = store.change(old, now -> now.askedAgain(token(), call.now()));
        ask(call, one);
        return one;
    }

    /** Queues of this account need not be asked. */
    private Subscription make(
            Call call,
            Topic topic,
            String protocol,
            String endpoint,
            Map<String, String> attributes) {
        if (store.subscriptions(topic.region()).size() >= SUBSCRIPTIONS_MAX)
            throw new AwsException(
                    "SubscriptionLimitExceeded",
                    "There are %d subscriptions, allowed %d."
                            .formatted(SUBSCRIPTIONS_MAX, SUBSCRIPTIONS_MAX));
        boolean at = protocol.equals("sqs");
        Subscription made =
                new Subscription(
                        UUID.randomUUID().toString(),
                        topic.region(),
                        topic.arn(),
                        protocol,
                        endpoint,
                        attributes,
                        call.caller().arn(),
                        at
                                ? Optional.of(new Confirmation(call.now(), true, false))
                                : Optional.empty(),
                        token(),
                        call.now());
        if (!store.create(made, topic)) throw Refusal.noTopic();
        if (!at) ask(call, made);
        return made;
    }

    private void ask(Call call, Subscription one) {
        Letter letter =
                new Letter(
                        Letter.Kind.CONFIRMATION,
                        UUID.randomUUID().toString(),
                        one.topicArn(),
                        Optional.empty(),
                        Map.of("default", ""),
                        Map.of(),
                        call.now().truncatedTo(ChronoUnit.MILLIS),
                        Optional.of(one.token()));
        courier.post(letter, one.region(), List.of(one.id()));
    }

    /** Nobody guesses 64 random bytes. */
    private static String token() {
        byte[] bytes = new byte[64];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Also without a signature: whoever has the token has what was sent to the endpoint. */
    ConfirmSubscriptionResponse confirm(Call call, ConfirmSubscriptionRequest asked) {
        Topic topic = store.required(asked.topicArn());
        Subscription one =
                store.subscriptions(topic).stream()
                        .filter(found -> found.token().equals(asked.token()))
                        .findFirst()
                        .orElseThrow(() -> Refusal.parameter("Token"));
        if (one.lapsed(call.now())) throw Refusal.parameter("Token Reason: it is over its time");
        boolean signed = !call.caller().equals(Call.Caller.NOBODY);
        boolean locked = signed && "true".equals(asked.authenticateOnUnsubscribe());
        if (one.confirmation().isEmpty())
            store.change(one, now -> now.confirmed(new Confirmation(call.now(), signed, locked)));
        return ConfirmSubscriptionResponse.builder().subscriptionArn(one.arn()).build();
    }

    /** Also without a signature, unless whoever confirmed it said otherwise. */
    UnsubscribeResponse unsubscribe(Call call, UnsubscribeRequest asked) {
        Optional<Subscription> one = store.subscription(asked.subscriptionArn());
        if (one.isEmpty()) return UnsubscribeResponse.builder().build();
        boolean signed = !call.caller().equals(Call.Caller.NOBODY);
        boolean locked =
                one.get().confirmation().filter(Confirmation::unsubscribeSigned).isPresent();
        if (locked && !signed)
            throw new AwsException(
                    "AuthorizationError", "Only a signed request ends this subscription.");
        store.delete(one.get());
        return UnsubscribeResponse.builder().build();
    }

    ListSubscriptionsResponse list(Call call, ListSubscriptionsRequest asked) {
        Page<Subscription> page =
                Page.of(
                        sorted(store.subscriptions(call.region())),
                        asked.nextToken(),
                        Subscription::arn);
        return ListSubscriptionsResponse.builder()
                .subscriptions(page.rows().stream().map(this::view).toList())
                .nextToken(page.next().orElse(null))
                .build();
    }

    ListSubscriptionsByTopicResponse list(Call call, ListSubscriptionsByTopicRequest asked) {
        Topic topic = store.required(asked.topicArn());
        Page<Subscription> page =
                Page.of(sorted(store.subscriptions(topic)), asked.nextToken(), Subscription::arn);
        return ListSubscriptionsByTopicResponse.builder()
                .subscriptions(page.rows().stream().map(this::view).toList())
                .nextToken(page.next().orElse(null))
                .build();
    }

    private static List<Subscription> sorted(List<Subscription> all) {
        return all.stream().sorted(Comparator.comparing(Subscription::arn)).toList();
    }

    private software.amazon.awssdk.services.sns.model.Subscription view(Subscription one) {
        return software.amazon.awssdk.services.sns.model.Subscription.builder()
                .subscriptionArn(one.confirmation().isPresent() ? one.arn() : PENDING)
                .owner(store.account())
                .protocol(one.protocol())
                .endpoint(Endpoints.shown(one.endpoint()))
                .topicArn(one.topicArn())
                .build();
    }

    GetSubscriptionAttributesResponse attributes(
            Call call, GetSubscriptionAttributesRequest asked) {
        Subscription one =
                store.subscription(asked.subscriptionArn()).orElseThrow(Refusal::noSubscription);
        Map<String, String> shown = new TreeMap<>(one.attributes());
        shown.put("SubscriptionArn", one.arn());
        shown.put("TopicArn", one.topicArn());
        shown.put("Owner", store.account());
        shown.put("Protocol", one.protocol());
        shown.put("Endpoint", Endpoints.shown(one.endpoint()));
        shown.put("SubscriptionPrincipal", one.principal());
        shown.putIfAbsent("RawMessageDelivery", "false");
        shown.put(PENDING, Boolean.toString(one.confirmation().isEmpty()));
        shown.put(
                "ConfirmationWasAuthenticated",
                Boolean.toString(one.confirmation().filter(c -> c.authenticated()).isPresent()));
        if (shown.containsKey("FilterPolicy"))
            shown.putIfAbsent("FilterPolicyScope", "MessageAttributes");
        // not AWS's: it says nothing about why messages do not come
        courier.problem(one.region(), one.id())
                .ifPresent(why -> shown.put("HomeportDeliveryProblem", why));
        return GetSubscriptionAttributesResponse.builder().attributes(shown).build();
    }

    SetSubscriptionAttributesResponse set(Call call, SetSubscriptionAttributesRequest asked) {
        Subscription one =
                store.subscription(asked.subscriptionArn()).orElseThrow(Refusal::noSubscription);
        String value = Optional.ofNullable(asked.attributeValue()).orElse("");
        store.change(
                one,
                before ->
                        before.withAttributes(
                                SubscriptionAttributes.merged(
                                        before.protocol(),
                                        before.attributes(),
                                        Map.of(asked.attributeName(), value),
                                        queues::exists)));
        return SetSubscriptionAttributesResponse.builder().build();
    }
}
