package graph

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

func (x *exporter) organization(at string, o *spec.ConnectedOrganization) record {
	return record{
		{"id", o.ID.String()}, {"displayName", o.DisplayName}, {"description", o.Description},
		{"state", x.word(cmp.Or(o.State, entitlement.OrganizationConfigured))},
		{"identitySources", all(o.IdentitySources, func(i int, s *entitlement.IdentitySource) record {
			return x.source(fmt.Sprintf("%s.identitySources[%d]", at, i), s)
		})},
		{"internalSponsors", x.sponsors(at+".internalSponsors", o.InternalSponsors)},
		{"externalSponsors", x.sponsors(at+".externalSponsors", o.ExternalSponsors)},
	}
}

// source writes an identity source. Other social providers than Graph's one are written as they are, for who knows them.
func (x *exporter) source(at string, s *entitlement.IdentitySource) record {
	x.word(s.Type)
	if s.Type == entitlement.SourceSocial && s.SocialType != "facebook" {
		x.lost(at+".socialIdentitySourceType", s.SocialType, "Graph v1.0 knows no social provider but facebook")
	}
	return record{
		typed(s.Type.String()), {"displayName", s.DisplayName}, {"tenantId", s.TenantID}, {"cloudInstance", s.CloudInstance},
		{"domainName", s.DomainName}, {"issuerUri", s.IssuerURI}, {"socialIdentitySourceType", s.SocialType},
	}
}

// sponsors writes users and groups as objects of the directory.
func (x *exporter) sponsors(at string, list []entitlement.SubjectSet) []record {
	out := []record{}
	for _, s := range list {
		switch {
		case s.Type == entitlement.SetSingleUser:
			out = append(out, record{typed("user"), {"id", string(s.UserID)}, {"displayName", s.Description}})
		case s.Type == entitlement.SetGroupMembers:
			out = append(out, record{typed("group"), {"id", string(s.GroupID)}, {"displayName", s.Description}})
		default:
			x.lost(at, s.String(), "a sponsor is a user or a group")
		}
	}
	return out
}

func (x *exporter) settings(s *spec.Settings) record {
	if len(s.AllowedDomains) > 0 {
		x.lost("settings.allowedDomains", s.AllowedDomains, "whom the tenant invites is not a part of Graph's entitlement management")
	}
	if len(s.BlockedDomains) > 0 {
		x.lost("settings.blockedDomains", s.BlockedDomains, "whom the tenant invites is not a part of Graph's entitlement management")
	}
	if s.ResourceVisibility != entitlement.ResourcesForAllUsers {
		x.lost("settings.resourceVisibility", x.word(s.ResourceVisibility), "Graph v1.0 has no word for it")
	}
	return record{
		{"settings", record{
			{"durationUntilExternalUserDeletedAfterBlocked", s.DurationUntilExternalUserDeletedAfterBlocked.String()},
			{"externalUserLifecycleAction", x.word(s.ExternalUserLifecycleAction)},
		}},
		{"controlConfigurations", []record{{
			typed("endUserSettings"), {"isEnabled", true}, {"relatedPeopleInsightLevel", x.word(s.RelatedPeopleInsightLevel)},
			{"showApproverDetailsToMembers", s.ShowApproverDetailsToMembers},
		}}},
	}
}

func (x *exporter) reviews(at string, s *entitlement.ReviewSettings) record {
	if len(s.AdditionalNotificationRecipients) > 0 {
		x.lost(at+".additionalNotificationRecipients", s.Recipients(), "reviews of access packages have none in Graph, only other reviews do")
	}
	return record{
		{"isEnabled", s.IsEnabled}, {"expirationBehavior", x.word(s.ExpirationBehavior)},
		{"isRecommendationEnabled", s.IsRecommendationEnabled}, {"isReviewerJustificationRequired", s.IsReviewerJustificationRequired},
		{"isSelfReview", s.IsSelfReview},
		{"schedule", x.schedule(at+".schedule", &s.Schedule)},
		{"primaryReviewers", x.people(at+".primaryReviewers", s.PrimaryReviewers)},
		{"fallbackReviewers", x.people(at+".fallbackReviewers", s.FallbackReviewers)},
	}
}

func (x *exporter) schedule(at string, s *entitlement.ReviewSchedule) record {
	out := record{
		{"expiration", record{
			{"type", x.word(entitlement.ExpirationAfterDuration)},
			{"duration", s.Duration.Or(entitlement.Days(entitlement.DefaultReviewDurationDays)).String()},
		}},
	}
	span := record{{"type", "noEnd"}}
	if !s.EndDateTime.IsZero() {
		last, exact := lastDay(s)
		if !exact {
			x.add(Loss{
				Path: at + ".endDateTime", Value: quote(s.EndDateTime.UTC().Format(time.RFC3339)),
				Why: "Graph says the last day on which a review may start; the reviews are the same", IsRecord: true,
			})
		}
		span = record{{"type", "endDate"}, {"endDate", last.Format(time.DateOnly)}}
	}
	if !s.StartDateTime.IsZero() {
		out = append(record{{"startDateTime", s.StartDateTime.UTC().Format(time.RFC3339Nano)}}, out...)
		span = append(span, field{"startDate", s.StartDateTime.UTC().Format(time.DateOnly)}, field{"recurrenceTimeZone", "UTC"})
	}
	pattern := writePattern(s)
	if pattern == nil {
		x.lost(at+".recurrence", s.Recurrence, "Graph repeats every so many days, months or years")
		return append(out, field{"recurrence", record{{"range", span}}})
	}
	return append(out, field{"recurrence", record{{"pattern", pattern}, {"range", span}}})
}

// lastDay returns the last day on which a review may start, and whether it says the same as the instant.
func lastDay(s *entitlement.ReviewSchedule) (day time.Time, exact bool) {
	end := s.EndDateTime.UTC()
	day = time.Date(end.Year(), end.Month(), end.Day(), 0, 0, 0, 0, time.UTC)
	start := s.StartDateTime.UTC()
	ofDay := start.Sub(time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, time.UTC))
	if day.Add(ofDay).Before(end) {
		return day, false
	}
	return day.AddDate(0, 0, -1), end.Equal(day)
}

// writePattern writes the time from one start to the next, nil if Graph has no pattern for it.
func writePattern(s *entitlement.ReviewSchedule) record {
	every, start := s.Series().Every, s.StartDateTime.UTC()
	const week = 7
	switch {
	case every == entitlement.Days(every.Days) && every.Days%week == 0:
		return record{{"type", "weekly"}, {"interval", every.Days / week}, {"daysOfWeek", []string{strings.ToLower(start.Weekday().String())}}}
	case every == entitlement.Days(every.Days):
		return record{{"type", "daily"}, {"interval", every.Days}}
	case every == entitlement.Period{Months: every.Months}:
		return record{{"type", "absoluteMonthly"}, {"interval", every.Months}, {"dayOfMonth", start.Day()}}
	case every == entitlement.Period{Years: every.Years}:
		return record{
			{"type", "absoluteYearly"}, {"interval", every.Years}, {"month", int(start.Month())}, {"dayOfMonth", start.Day()},
		}
	}
	return nil
}
