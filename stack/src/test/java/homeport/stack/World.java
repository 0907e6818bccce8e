package homeport.stack;

import homeport.aws.AwsException;
import homeport.stack.type.Api;
import homeport.stack.type.Effect;
import homeport.stack.type.HalfMade;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service with things in it, which outlives the engine that made them. A thing needs two looks
 * until it is ready or gone. Its properties say when it misbehaves.
 */
public final class World {
    public static final String THING = "Test::Thing";

    /** What there is, by physical id. */
    public final Map<String, Thing> things = new TreeMap<>();

    /** Everything that was asked, in order. */
    public final List<String> asked = new ArrayList<>();

    public final Map<String, String> secrets = new LinkedHashMap<>();
    public final Map<String, String> parameters = new LinkedHashMap<>();
    private Runnable before = () -> {};
    private int made;

    /** One thing. */
    public static final class Thing {
        public final String token;
        public final String logicalId;
        public ObjectNode properties;
        public Map<String, String> tags;
        private int looks;
        private boolean going;

        private Thing(Place place, ObjectNode properties) {
            this.token = place.token();
            this.logicalId = place.logicalId();
            this.properties = properties;
            this.tags = place.tags();
        }
    }

    /** Runs before everything that is asked of this world. */
    public void beforeEach(Runnable what) {
        before = what;
    }

    private synchronized void note(String what) {
        before.run();
        asked.add(what);
    }

    /** A thing's properties by its logical id; fails when there are two. */
    public synchronized Map<String, String> byLogicalId() {
        Map<String, String> all = new TreeMap<>();
        things.values()
                .forEach(one -> {
                    if (all.put(one.logicalId, one.properties.toString()) != null)
                        throw new AssertionError("two of " + one.logicalId);
                });
        return all;
    }

    public Api api() {
        return (service, action, request) -> {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            String name = service + ":" + action;
            switch (name) {
                case "ssm:GetParameter" -> {
                    String value = parameters.get(request.path("Name").asString());
                    if (value == null) throw new AwsException("ParameterNotFound", "none");
                    answer.putObject("Parameter").put("Value", value);
                }
                case "secretsmanager:GetSecretValue" -> {
                    String value = secrets.get(request.path("SecretId").asString());
                    if (value == null)
                        throw new AwsException("ResourceNotFoundException", "no such secret");
                    answer.put("SecretString", value);
                }
                case "ec2:DescribeAvailabilityZones" -> {
                    var zones = answer.putArray("AvailabilityZones");
                    for (String zone : List.of("a", "b", "c"))
                        zones.addObject().put("ZoneName", "us-east-1" + zone);
                }
                default -> throw new AwsException("UnsupportedOperation", name);
            }
            return answer;
        };
    }

    public List<ResourceType> types() {
        return List.of(
                new ThingType(THING),
                new ThingType("Test::Other"),
                new ThingType("AWS::IAM::Role"));
    }

    private final class ThingType implements ResourceType {
        private final String name;

        private ThingType(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Map<String, Effect> properties() {
            return Map.of(
                    "Size", Effect.UPDATE,
                    "Link", Effect.UPDATE,
                    "Fail", Effect.UPDATE,
                    "Password", Effect.UPDATE,
                    "RoleName", Effect.REPLACE,
                    "Kind", Effect.REPLACE,
                    "Note", Effect.NOTED);
        }

        @Override
        public String create(Api api, Place place, ObjectNode properties) {
            note("create " + place.logicalId());
            synchronized (World.this) {
                Optional<String> earlier =
                        things.entrySet().stream()
                                .filter(one -> one.getValue().token.equals(place.token()))
                                .map(Map.Entry::getKey)
                                .findFirst();
                if (earlier.isPresent()) return earlier.get();
                if (fails(properties, "create"))
                    throw new AwsException("QuotaExceeded", "There are too many things.");
                String id = place.name(40) + "-" + ++made;
                things.put(id, new Thing(place, properties));
                if (fails(properties, "half"))
                    throw new HalfMade(
                            id,
                            new AwsException("Broken", "The thing cannot be completed."),
                            new AwsException("Attached", "The thing is held."));
                return id;
            }
        }

        private boolean fails(ObjectNode properties, String what) {
            return properties.path("Fail").asString("").equals(what);
        }

        @Override
        public boolean ready(Api api, Made made) {
            note("ready? " + made.place().logicalId());
            if (fails(made.properties(), "ready"))
                throw new AwsException("Broken", "The thing broke while it was made.");
            if (fails(made.properties(), "never")) return false;
            synchronized (World.this) {
                return ++things.get(made.id()).looks % 2 == 0;
            }
        }

        @Override
        public void update(Api api, Made made, ObjectNode wanted) {
            note("update " + made.place().logicalId());
            synchronized (World.this) {
                if (fails(wanted, "update"))
                    throw new AwsException("Stubborn", "The thing stays as it is.");
                if (fails(made.properties(), "back"))
                    throw new AwsException("Stubborn", "The thing does not go back.");
                Thing one = things.get(made.id());
                one.properties = wanted;
                one.tags = made.place().tags();
            }
        }

        @Override
        public void delete(Api api, Made made) {
            note("delete " + made.place().logicalId());
            synchronized (World.this) {
                Thing one = things.get(made.id());
                if (one == null) return;
                if (fails(one.properties, "delete"))
                    throw new AwsException("Attached", "The thing is held.");
                one.going = true;
            }
        }

        @Override
        public boolean gone(Api api, Made made) {
            note("gone? " + made.place().logicalId());
            synchronized (World.this) {
                Thing one = things.get(made.id());
                if (one != null && one.going && ++one.looks % 2 == 0) things.remove(made.id());
                return !things.containsKey(made.id());
            }
        }

        @Override
        public String attribute(Api api, Made made, String attribute) {
            if (attribute.equals("Arn")) return "arn:thing:" + made.id();
            return ResourceType.super.attribute(api, made, attribute);
        }

        @Override
        public String snapshot(Api api, Made made) {
            note("snapshot " + made.place().logicalId());
            return "snapshot-" + made.id();
        }

        @Override
        public ObjectNode current(Api api, Made made) {
            synchronized (World.this) {
                Thing one = things.get(made.id());
                if (one == null) throw new AwsException("NotFound", "it is gone");
                ObjectNode all = one.properties.deepCopy();
                all.remove("Password");
                return all;
            }
        }
    }

    /** One property of the only thing with that logical id. */
    public synchronized String property(String logicalId, String name) {
        return things.values().stream()
                .filter(one -> one.logicalId.equals(logicalId))
                .map(one -> one.properties.path(name))
                .map(JsonNode::asString)
                .findFirst()
                .orElseThrow();
    }
}
