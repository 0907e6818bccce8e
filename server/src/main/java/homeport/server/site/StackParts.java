package homeport.server.site;

import homeport.aws.Actions;
import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.LocalCalls;
import homeport.aws.Permission;
import homeport.aws.Service;
import homeport.cloud.iam.access.Identity;
import homeport.cloud.s3.S3;
import homeport.cloud.secret.Sealer;
import homeport.stack.Deployers;
import homeport.stack.Stacks;
import homeport.stack.TemplatePlace;
import homeport.stack.TemplateSource;
import homeport.stack.engine.Pace;
import homeport.stack.template.TemplateReader;
import homeport.stack.type.Api;
import homeport.stack.type.ResourceTypes;
import homeport.store.EmbeddedStore;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * CloudFormation over the other services, in a store of its own, so that templates take no room
 * from databases. A stack is deployed as whoever asked for it, or as a role that trusts
 * CloudFormation.
 */
final class StackParts implements AutoCloseable {
    private static final String SERVICE = "cloudformation.amazonaws.com";
    private static final long STORE_BYTES_MAX = 32L << 20;

    private final Store store;
    private final Stacks stacks;

    /**
     * @param data the data folder
     * @param account twelve digits
     * @param services that resources are made by
     * @param objects where {@code TemplateURL} leads
     */
    StackParts(
            Path data,
            String account,
            Sealer sealer,
            Identity identity,
            List<Service> services,
            S3 objects,
            InstantSource clock) {
        store =
                EmbeddedStore.openUnwatched(
                        data.resolve("store").resolve("stacks.db"), STORE_BYTES_MAX);
        stacks =
                new Stacks(
                        new Stacks.Around(
                                store,
                                sealed(sealer),
                                List.copyOf(ResourceTypes.types().values()),
                                new ByIdentity(
                                        identity,
                                        new LocalCalls(new Actions(services)),
                                        account,
                                        clock),
                                templates(objects),
                                clock,
                                Pace.USUAL));
    }

    private static homeport.stack.record.Sealer sealed(Sealer sealer) {
        return new homeport.stack.record.Sealer() {
            @Override
            public byte[] seal(byte[] plain, String context) {
                return sealer.seal(plain, "stack:" + context);
            }

            @Override
            public byte[] unseal(byte[] sealed, String context) {
                return sealer.unseal(sealed, "stack:" + context);
            }
        };
    }

    /** Who may deploy is asked of IAM, then and whenever a service is called. */
    private record ByIdentity(
            Identity identity, LocalCalls calls, String account, InstantSource clock)
            implements Deployers {
        @Override
        public String principal(Call call, Optional<String> roleArn) {
            if (roleArn.isPresent())
                return identity.markInRole(roleArn.get(), SERVICE, call.now())
                        .orElseThrow(() ->
                                new AwsException(
                                        "ValidationError",
                                        "Role %s is invalid or cannot be assumed"
                                                .formatted(roleArn.get())));
            return call.permission()
                    .mark()
                    .orElseThrow(
                            () -> new AwsException("AccessDenied", "Nobody can deploy a stack."));
        }

        @Override
        public Api api(String principal, String region) {
            return (service, action, request) -> {
                Identity.Marked who =
                        identity.marked(principal)
                                .orElseThrow(() ->
                                        new AwsException(
                                                "AccessDenied",
                                                "The user or role that deploys the stack is gone."));
                Call call =
                        new Call(
                                region,
                                account,
                                who.caller(),
                                UUID.randomUUID().toString(),
                                clock.instant(),
                                who.permission());
                return calls.call(call, service, action, request);
            };
        }
    }

    /** The caller must be allowed to read the object. */
    private static TemplateSource templates(S3 objects) {
        return (call, url) -> {
            TemplatePlace place = TemplatePlace.of(url);
            GetObjectRequest reading =
                    GetObjectRequest.builder().bucket(place.bucket()).key(place.key()).build();
            try {
                call.permission()
                        .check(
                                call,
                                new Permission.Asked(
                                        "s3", "GetObject", reading, Permission.Origin.SAME));
            } catch (AwsException denied) {
                throw new AwsException("ValidationError", "S3 error: " + denied.getMessage());
            }
            byte[] bytes =
                    objects.read(place.bucket(), place.key(), TemplateReader.BYTES_MAX)
                            .orElseThrow(() ->
                                    new AwsException(
                                            "ValidationError",
                                            "S3 error: %s has no object %s of at most %d bytes."
                                                    .formatted(
                                                            place.bucket(),
                                                            place.key(),
                                                            TemplateReader.BYTES_MAX)));
            return new String(bytes, StandardCharsets.UTF_8);
        };
    }

    Service service() {
        return stacks.service();
    }

    /** Goes on with what was under way: when the services can be called. */
    void start() {
        stacks.start();
    }

    @Override
    public void close() {
        stacks.close();
        store.close();
    }
}
