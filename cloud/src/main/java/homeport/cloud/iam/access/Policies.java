package homeport.cloud.iam.access;

import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Entity;
import homeport.cloud.iam.directory.Group;
import homeport.cloud.iam.directory.Role;
import homeport.cloud.iam.directory.User;
import homeport.cloud.iam.policy.Layers;
import homeport.cloud.iam.policy.Policy;
import homeport.cloud.iam.policy.Policy.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Documents to policies, each read once and kept while it is in use. Safe from any thread. */
public final class Policies {
    private static final int KEPT_MAX = 1024;

    /** Attached where a policy should be that is not there any more: nothing is allowed. */
    private static final String NOTHING =
            """
            {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}\
            """;

    private static final String EVERYTHING =
            """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}\
            """;

    private record Source(String document, Kind kind) {}

    private final Map<Source, Policy> kept =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Source, Policy> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    /**
     * @throws homeport.cloud.iam.policy.MalformedPolicy it is none
     */
    public Policy read(String document, Kind kind) {
        Source source = new Source(document, kind);
        synchronized (kept) {
            Policy known = kept.get(source);
            if (known != null) return known;
        }
        Policy fresh = Policy.parse(document, kind);
        synchronized (kept) {
            kept.put(source, fresh);
        }
        return fresh;
    }

    /** Everything that speaks about a principal now. */
    Layers of(Principal principal, Directory directory) {
        Optional<List<Policy>> session =
                principal.session().flatMap(held -> limits(held, directory));
        return switch (principal) {
            case Principal.Root _ ->
                    new Layers(List.of(read(EVERYTHING, Kind.IDENTITY)), Optional.empty(), session);
            case Principal.OfUser(User user, var _) -> of(user, directory, session);
            case Principal.OfRole(Role role, var _) -> of(role, directory, session);
        };
    }

    /** As though the entity asked for itself, with no session. */
    public Layers of(Entity entity, Directory directory) {
        return of(entity, directory, Optional.empty());
    }

    private Layers of(Entity entity, Directory directory, Optional<List<Policy>> session) {
        List<Policy> identity = new ArrayList<>(own(entity, directory));
        if (entity instanceof User user)
            for (Group group : directory.groupsOf(user)) identity.addAll(own(group, directory));
        return new Layers(
                identity, entity.grants().boundary().map(arn -> managed(arn, directory)), session);
    }

    private List<Policy> own(Entity entity, Directory directory) {
        List<Policy> all = new ArrayList<>();
        for (String document : entity.grants().inline().values())
            all.add(read(document, Kind.IDENTITY));
        for (String arn : entity.grants().attached()) all.add(managed(arn, directory));
        return all;
    }

    private Policy managed(String arn, Directory directory) {
        return read(
                directory.policy(arn).map(p -> p.currentVersion().document()).orElse(NOTHING),
                Kind.IDENTITY);
    }

    private Optional<List<Policy>> limits(Session session, Directory directory) {
        if (session.policy().isEmpty() && session.policyArns().isEmpty()) return Optional.empty();
        List<Policy> limits = new ArrayList<>();
        session.policy().ifPresent(document -> limits.add(read(document, Kind.IDENTITY)));
        for (String arn : session.policyArns()) limits.add(managed(arn, directory));
        return Optional.of(limits);
    }
}
