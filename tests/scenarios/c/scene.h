/*
 * One scenario of the list, and the steps that scenarios are made of.
 *
 * Calls are made one after the other without a look at each: the first failure stays in `error`, and calls on what was
 * not made fail as well. What became of the scenario is told once it has ended.
 */

#ifndef SCENE_H
#define SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acme_client.h"

/* How long a scenario waits for the server, in milliseconds. */
#define WAIT_MS 60000

typedef struct {
    const char *id;
    acme_error *error;  /* the first call that failed */
    const char *reason; /* the first expectation that did not hold, in words */
    bool not_offered;
} scene;

typedef void scenario_fn(scene *of);

scenario_fn account, account_ed25519, external_account, key_change, account_deactivation;
scenario_fn by_challenge, http_01_ip, tls_alpn_01_ip, dns_01_wildcard;
scenario_fn obtain, alternate_chains, profiles, revocation, revocation_by_key;
scenario_fn renewal_info, renewal_replaces;
scenario_fn orders, pre_authorization, authorization_deactivation;

/* A variable of the environment; NULL when it is not set. */
const char *setting(const char *name);

/* Says what is wrong, unless something holds or a call has failed before. */
void ensure(scene *of, bool holds, const char *what);

/* Expects that a call, made with an error of its own, has failed like this; frees that error. */
void ensure_refused(scene *of, acme_error *refusal, acme_status expected, const char *what);

/* "PREFIX" "ID.SUFFIX", a name that is the scenario's alone; valid until the next call. */
const char *name_of(const scene *of, const char *prefix);

/* A client without an account. */
acme_client *stranger(scene *of, const acme_key *key);

/* The parameters of a new account, with the binding that the server needs. */
acme_account_params *account_params(bool bound);

/* A client with a key and an account of its own. */
acme_client *registered(scene *of);

acme_key *new_key(scene *of, int32_t kind);

/* Adds a line to the log. */
void note_line(void *userdata, int32_t level, const char *line);

/* Adds a private key to those that the log is searched for. */
void note_key(const acme_key *key);

/* An order for one name, pending. */
acme_order *order_for(scene *of, const acme_client *client, const char *name);

/* Proves the names of an order by a type of challenge, and finalizes it; gives the key of its certificate. */
acme_key *complete(scene *of, const acme_client *client, acme_order *order, const char *type);

/* A certificate for a name, proved by a type of challenge. With `key`, its key is given too. */
acme_certificate *issue(scene *of, const acme_client *client, const char *name, const char *type, acme_key **key);

/* The leaf is for the key. */
bool fits(const acme_certificate *certificate, const acme_key *key);

/* Sets a TXT record, whose name is full but for the last dot. */
bool add_txt(const char *name, const char *value);

/* Writes a file below the folder in which http-01 is validated. */
bool publish(const char *path, const char *text);

/* A TLS server for tls-alpn-01 at ACME_TLS_PORT. NULL when it cannot be started. */
typedef struct responder responder;
responder *responder_start(const acme_self_signed *certificate, const acme_key *key);
void responder_stop(responder *server);

#endif
