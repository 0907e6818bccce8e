package homeport.control;

import homeport.aws.Service;
import homeport.control.event.EventFeed;
import homeport.control.event.EventSubscriptions;
import homeport.control.event.Notifier;
import homeport.control.name.TagHolder;
import homeport.control.tag.Tagging;
import homeport.store.Store;
import java.util.List;

/** Who is told of events: subscriptions, and the topics that are plugged in later. */
final class Telling {
    private final Store store;
    private volatile Notifier notifier = Notifier.NONE;
    private final EventSubscriptions subscriptions;
    private Tagging tagging = new Tagging(List.of());

    Telling(Store store) {
        this.store = store;
        this.subscriptions =
                new EventSubscriptions(
                        store, () -> notifier, (call, arn) -> tagging.exists(call, arn));
    }

    /**
     * @param known which resources there are
     */
    void register(Service rds, Tagging known) {
        tagging = known;
        subscriptions.register(rds);
    }

    TagHolder tags() {
        return EventSubscriptions.tags(store);
    }

    int count(String region) {
        return subscriptions.count(region);
    }

    EventFeed by(Notifier topics) {
        notifier = topics;
        return new EventFeed(store, topics, tagging::of);
    }
}
