package homeport.stack.type.rds;

import homeport.stack.type.Effect;
import java.util.List;
import java.util.Map;

/**
 * What DB instances and DB clusters differ in.
 *
 * @param id property and member that name it
 * @param source events are told with this type
 * @param at where what is described is
 * @param status member of what is described
 * @param members by property, where the member is called otherwise
 * @param shown the same for what is described
 * @param modify properties that the modify action has members for
 * @param promote the action that makes a replica stand alone; {@code replicaOf} is the property
 *     that made it one
 */
record Kind(
        String name,
        String id,
        String source,
        String noun,
        String at,
        String status,
        String arnAt,
        Map<String, Effect> properties,
        Map<String, String> members,
        Map<String, String> shown,
        Map<String, String> attributes,
        List<Way> ways,
        List<String> modify,
        String promote,
        String replicaOf,
        List<String> notes) {}
