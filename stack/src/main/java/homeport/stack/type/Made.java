package homeport.stack.type;

import tools.jackson.databind.node.ObjectNode;

/**
 * A resource that there is.
 *
 * @param id the physical id
 * @param properties as the template resolved to when it was made or last updated
 */
public record Made(Place place, String id, ObjectNode properties) {}
