// A package in C: reads the input from standard input, writes objects to standard output.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char input[1 << 20];

// What follows a key of a flat JSON text; NULL where it is not there.
static const char *value_of(const char *key) {
  char quoted[64];
  snprintf(quoted, sizeof quoted, "\"%s\":", key);
  const char *at = strstr(input, quoted);
  return at ? at + strlen(quoted) : NULL;
}

int main(void) {
  size_t length = fread(input, 1, sizeof input - 1, stdin);
  input[length] = 0;

  const char *name = value_of("name");
  const char *given = value_of("replicas");
  int replicas = given ? atoi(given) : 1;
  if (replicas > 10) {
    // An exit code other than 0 refuses the input; this is the message.
    fprintf(stderr, "replicas is %d: at most 10\n", replicas);
    exit(1);
  }

  printf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %.*s\n", name ? (int)strcspn(name + 1, "\"") : 4, name ? name + 1 : "none");
  printf("data:\n  replicas: \"%d\"\n", replicas);
  exit(0);
}
