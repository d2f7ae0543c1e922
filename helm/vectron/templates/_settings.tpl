{{/* Ports of every role: the services' defaults, written out so that the chart does not depend on them. */}}
{{- define "vectron.ports" -}}
pd: {grpc: 7710, raft: 7711, management: 7712}
worker: {grpc: 7720, raft: 7721, management: 7722}
router: {rest: 7700, grpc: 7701, management: 7702}
admin: {http: 7730, management: 7732}
{{- end -}}

{{/* Ports of one role as YAML. Takes root and role. */}}
{{- define "vectron.rolePorts" -}}
{{- index (include "vectron.ports" .root | fromYaml) .role | toYaml -}}
{{- end -}}

{{/* Members of the placement driver as raftHost:raftPort/grpcHost:grpcPort,... */}}
{{- define "vectron.pdMembers" -}}
{{- $pd := dict "root" . "role" "pd" -}}
{{- $members := list -}}
{{- range $i := until (int .Values.pd.replicaCount) -}}
{{- $host := printf "%s-%d.%s" (include "vectron.roleName" $pd) $i (include "vectron.headlessDomain" $pd) -}}
{{- $members = append $members (printf "%s:7711/%s:7710" $host $host) -}}
{{- end -}}
{{- join "," $members -}}
{{- end -}}

{{/* gRPC addresses of the placement driver's members as host:port,... */}}
{{- define "vectron.placement" -}}
{{- $pd := dict "root" . "role" "pd" -}}
{{- $addresses := list -}}
{{- range $i := until (int .Values.pd.replicaCount) -}}
{{- $addresses = append $addresses (printf "%s-%d.%s:7710" (include "vectron.roleName" $pd) $i (include "vectron.headlessDomain" $pd)) -}}
{{- end -}}
{{- join "," $addresses -}}
{{- end -}}

{{/* The settings that the chart owns, without the prefix vectron.ROLE. Takes root and role. */}}
{{- define "vectron.ownSettings" -}}
{{- $ports := include "vectron.rolePorts" . | fromYaml -}}
{{- $values := index .root.Values .role -}}
bind-address: {{ .root.Values.bindAddress | quote }}
management-port: {{ int $ports.management }}
tls-directory: /etc/vectron/tls
{{- if or (eq .role "pd") (eq .role "worker") }}
data-directory: /data
port: {{ int $ports.grpc }}
raft-port: {{ int $ports.raft }}
{{- end }}
{{- if eq .role "pd" }}
members: {{ include "vectron.pdMembers" .root | quote }}
{{- else }}
placement: {{ include "vectron.placement" .root | quote }}
{{- end }}
{{- if eq .role "worker" }}
{{- range $key, $label := $values.labels }}
labels.{{ $key }}: {{ $label | quote }}
{{- end }}
{{- end }}
{{- if eq .role "router" }}
rest-port: {{ int $ports.rest }}
grpc-port: {{ int $ports.grpc }}
api-keys-file: /etc/vectron/keys/api-keys
{{- end }}
{{- if eq .role "admin" }}
port: {{ int $ports.http }}
router: {{ printf "%s:7701" (include "vectron.serviceDomain" (dict "root" .root "role" "router")) | quote }}
{{- if .root.Values.router.publicTls.existingSecret }}
router-ca: /etc/vectron/router-ca/ca.crt
{{- end }}
{{- end }}
{{- if and (or (eq .role "router") (eq .role "admin")) $values.publicTls.existingSecret }}
public-tls-directory: /etc/vectron/public-tls
{{- end }}
{{- end -}}

{{/*
All settings of a role as environment variables, NAME: "value". A dash of a key goes, a dot becomes an underscore, as
Spring's relaxed binding wants it. Takes root and role.
*/}}
{{- define "vectron.settings" -}}
{{- $role := .role -}}
{{- $own := include "vectron.ownSettings" . | fromYaml -}}
{{- range $key, $value := (index .root.Values .role).settings -}}
{{- if or (hasKey $own $key) (has $key (list "host" "insecure-dev" "router-ca" "public-tls-directory")) -}}
{{- fail (printf "\n\n%s.settings.%s: this setting belongs to the chart, take it out\n" $role $key) -}}
{{- end -}}
{{- $_ := set $own $key $value -}}
{{- end -}}
{{- range $key, $value := $own }}
VECTRON_{{ upper $role }}_{{ $key | replace "-" "" | replace "." "_" | upper }}: {{ include "vectron.text" $value | quote }}
{{- end -}}
{{- end -}}

{{/* A value as text; whole numbers never as 1e+06. */}}
{{- define "vectron.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}
