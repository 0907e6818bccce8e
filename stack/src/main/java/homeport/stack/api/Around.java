package homeport.stack.api;

import homeport.aws.Call;
import homeport.stack.Deployers;
import homeport.stack.TemplateSource;
import homeport.stack.engine.Catalog;
import homeport.stack.engine.Engine;
import homeport.stack.record.StackRecord;
import homeport.stack.record.StackStore;
import homeport.stack.type.Api;
import java.util.Optional;

/**
 * What the actions share.
 *
 * @param deployers as whom operations are carried out
 * @param templates where templates come from that are not in the request
 */
public record Around(
        StackStore store,
        Catalog types,
        Engine engine,
        Deployers deployers,
        TemplateSource templates) {
    /** Alive under its name, or by its ARN in whatever state. */
    Optional<StackRecord> find(Call call, String nameOrArn) {
        return store.find(call.region(), nameOrArn)
                .filter(found -> found.region().equals(call.region()));
    }

    /** What the caller may call now. */
    Api api(Call call, Optional<String> roleArn) {
        return deployers.api(deployers.principal(call, roleArn), call.region());
    }
}
