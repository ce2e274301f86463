import type { ModelLabel } from '../src/inference/text-classifier.ts'
import { type Row, targets } from './classifier-row.ts'

/** Which intents of a public set need this customer's data or an action, which are general, which are courtesy. */
export interface IntentMap {
  readonly personal: readonly string[]
  readonly general: readonly string[]
  readonly courtesy?: readonly string[]
}

/** Targets of an intent, or none where the set's intent is neither clearly personal nor clearly general. */
export function intentTargets(map: IntentMap, intent: string, weight: number): Row['targets'] {
  const ordinary = { spam: 0, hate: 0, danger: 0 } as const
  const own = (values: Partial<Record<ModelLabel, number>>) => targets({ ...ordinary, ...values }, weight)
  if (map.personal.includes(intent)) return own({ personal: 1, courtesy: 0 })
  if (map.general.includes(intent)) return own({ personal: 0, courtesy: 0 })
  if (map.courtesy?.includes(intent)) return own({ personal: 0, courtesy: 1 })
  return targets(ordinary, weight)
}

const words = (list: string) => list.trim().split(/\s+/)

export const BITEXT: IntentMap = {
  personal: words(
    'cancel_order change_order track_order track_refund complaint payment_issue contact_human_agent check_invoice change_shipping_address get_refund',
  ),
  general: words(
    'check_cancellation_fee check_payment_methods check_refund_policy delivery_options delivery_period newsletter_subscription contact_customer_service create_account recover_password',
  ),
}

export const BANKING: IntentMap = {
  personal: words(`transaction_charged_twice card_arrival balance_not_updated_after_cheque_or_cash_deposit
    balance_not_updated_after_bank_transfer declined_card_payment declined_cash_withdrawal declined_transfer
    pending_card_payment pending_top_up pending_transfer pending_cash_withdrawal direct_debit_payment_not_recognised
    card_payment_not_recognised cash_withdrawal_not_recognised Refund_not_showing_up failed_transfer cancel_transfer
    request_refund lost_or_stolen_card lost_or_stolen_phone card_swallowed compromised_card reverted_card_payment?
    top_up_failed top_up_reverted wrong_amount_of_cash_received transfer_not_received_by_recipient
    extra_charge_on_statement terminate_account pin_blocked card_not_working`),
  general:
    words(`age_limit country_support fiat_currency_support visa_or_mastercard atm_support card_acceptance
    supported_cards_and_currencies exchange_rate top_up_limits disposable_card_limits apple_pay_or_google_pay
    exchange_via_app automatic_top_up transfer_timing card_delivery_estimate topping_up_by_card getting_spare_card
    exchange_charge top_up_by_card_charge top_up_by_bank_transfer_charge verify_source_of_funds why_verify_identity
    order_physical_card get_disposable_virtual_card getting_virtual_card`),
}

export const CLINC: IntentMap = {
  personal: words(
    'order_status lost_luggage report_fraud damaged_card card_declined account_blocked cancel_reservation report_lost_card application_status freeze_account',
  ),
  general:
    words(`how_busy accept_reservations international_fees interest_rate carry_on replacement_card_duration
    restaurant_reviews vaccines international_visa plug_type cook_time food_last calories nutrition_info
    oil_change_how ingredient_substitution recipe travel_suggestion meal_suggestion improve_credit_score`),
  courtesy: ['thank_you', 'greeting', 'goodbye'],
}

export const HINT: IntentMap = {
  personal:
    words(`ORDER_STATUS REFUNDS_RETURNS_REPLACEMENTS RESUME_DELIVERY CHAT_WITH_AGENT CHAT_WITH_AN_AGENT
    DELAY_IN_PARCEL CANCEL_ORDER CHECK_DEPOSIT_STATUS WITHDRAWAL_STATUS POINTS_NOT_UPDATED DELAY_IN_DELIVERY
    ACCOUNT_BALANCE_DEDUCTED DEDUCTED_AMOUNT_NOT_RECEIVED ORDER_QUERY ACCOUNT_NOT_VERIFIED REFUND_OF_WRONG_AMOUNT
    NO_EMAIL_CONFIRMATION MODIFY_ADDRESS REFUND_OF_ADDED_CASH CRITICISM DISTRIBUTORS FRANCHISE WORK_FROM_HOME`),
  general: words(`EMI CHECK_PINCODE ORIGINAL_PRODUCT MATTRESS_COST PRODUCT_VARIANTS WHAT_SIZE_TO_ORDER
    100_NIGHT_TRIAL_OFFER ORTHO_FEATURES STORE_INFORMATION WARRANTY COD OFFERS PILLOWS ERGO_FEATURES COMPARISON
    ABOUT_SOF_MATTRESS SIZE_CUSTOMIZATION MODES_OF_PAYMENTS INTERNATIONAL_SHIPPING HOW_TO_PLAY TAXES_ON_WINNINGS
    WITHDRAWAL_TIME REFER_EARN CONTACT_NUMBER SIDE_EFFECT EXPIRY_DATE OFFERS_AND_REFERRALS WITHDRAWAL_INTRO`),
  courtesy: ['THANKS', 'APPRECIATION', 'GREETINGS_DAY'],
}
