/** Where the modules meet: what each declared as needed is plugged here into what another has. */
package homeport.server.site;
