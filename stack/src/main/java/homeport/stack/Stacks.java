package homeport.stack;

import homeport.aws.Service;
import homeport.stack.api.Actions;
import homeport.stack.engine.Catalog;
import homeport.stack.engine.Engine;
import homeport.stack.engine.Pace;
import homeport.stack.record.Sealer;
import homeport.stack.record.StackStore;
import homeport.stack.type.ResourceType;
import homeport.store.Store;
import java.time.InstantSource;
import java.util.List;

/** CloudFormation: its actions, and the engine that carries operations to their end. */
public final class Stacks implements AutoCloseable {
    private final Engine engine;
    private final Service service;

    /**
     * @param store of stacks alone; closed by the caller, after this
     * @param sealer what is kept of templates and parameters is sealed with it
     * @param templates where {@code TemplateURL} leads
     */
    public record Around(
            Store store,
            Sealer sealer,
            List<ResourceType> types,
            Deployers deployers,
            TemplateSource templates,
            InstantSource clock,
            Pace pace) {}

    public Stacks(Around around) {
        StackStore store = new StackStore(around.store(), around.sealer());
        Catalog types = new Catalog(around.types());
        engine = new Engine(store, types, around.pace(), around.clock(), around.deployers()::api);
        service =
                Actions.service(
                        new homeport.stack.api.Around(
                                store, types, engine, around.deployers(), around.templates()));
    }

    public Service service() {
        return service;
    }

    /** Goes on with what a crash or a close cut short. */
    public void start() {
        engine.start();
    }

    @Override
    public void close() {
        engine.close();
    }
}
